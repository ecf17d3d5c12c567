"""What a city tells must be able to have happened: each column within its bounds, each event after the one before it.

CHECKs look at one row. They are NOT VALID: what was told before them stays, and `laksa audit verify` names it. The
trigger `ledger_check` looks at what the report has come through; it runs before `ledger_fold`, because triggers of one
kind run in the order of their names. The owner, who alone may write a made-up past, is not asked for its steps.
"""

from django.db import migrations, models

CHECKS = r"""
ALTER TABLE public.ledger_entry
  DROP CONSTRAINT IF EXISTS ledger_entry_tenant,
  DROP CONSTRAINT IF EXISTS ledger_entry_number,
  DROP CONSTRAINT IF EXISTS ledger_entry_seq,
  DROP CONSTRAINT IF EXISTS ledger_entry_event,
  DROP CONSTRAINT IF EXISTS ledger_entry_state,
  DROP CONSTRAINT IF EXISTS ledger_entry_kind,
  DROP CONSTRAINT IF EXISTS ledger_entry_words,
  DROP CONSTRAINT IF EXISTS ledger_entry_area,
  DROP CONSTRAINT IF EXISTS ledger_entry_times,
  DROP CONSTRAINT IF EXISTS ledger_entry_due,
  DROP CONSTRAINT IF EXISTS ledger_entry_hash,
  DROP CONSTRAINT IF EXISTS ledger_entry_transfer_to,
  DROP CONSTRAINT IF EXISTS ledger_entry_score,
  DROP CONSTRAINT IF EXISTS ledger_entry_level;
ALTER TABLE public.ledger_entry
  ADD CONSTRAINT ledger_entry_tenant CHECK (tenant ~ '^t[0-9]{4}$') NOT VALID,
  ADD CONSTRAINT ledger_entry_number
    CHECK (number ~ '^[0-9]{4}-[0-9]{2}-([0-9]{6}|[1-9][0-9]{6,9})-[0-9A-Z]$') NOT VALID,
  ADD CONSTRAINT ledger_entry_seq CHECK (seq BETWEEN 1 AND 1000000) NOT VALID,
  ADD CONSTRAINT ledger_entry_event CHECK (event ~ '^[a-z]+(_[a-z]+)*$') NOT VALID,
  ADD CONSTRAINT ledger_entry_state CHECK (state IN ('submitted', 'needs_info', 'verified', 'dispatched',
    'in_progress', 'answered', 'closed', 'rejected', 'withdrawn', 'merged', 'transferred')) NOT VALID,
  ADD CONSTRAINT ledger_entry_kind
    CHECK (kind IN ('complaint', 'aspiration', 'information', 'misconduct')) NOT VALID,
  ADD CONSTRAINT ledger_entry_words CHECK (category_group || unit_type !~ '[[:cntrl:]]') NOT VALID,
  ADD CONSTRAINT ledger_entry_area
    CHECK (area_code ~ '^([0-9]{2}\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?$') NOT VALID,
  ADD CONSTRAINT ledger_entry_times CHECK (isfinite(recorded_at)
    AND occurred_at BETWEEN '2000-01-01T00:00Z' AND '2100-01-01T00:00Z') NOT VALID,
  -- The longest limit of the law is 60 working days; five years leave room for every extension.
  ADD CONSTRAINT ledger_entry_due CHECK (
    due_verify BETWEEN '2000-01-01T00:00Z' AND recorded_at + interval '5 years'
    AND due_first_follow_up BETWEEN '2000-01-01T00:00Z' AND recorded_at + interval '5 years'
    AND due_total BETWEEN '2000-01-01T00:00Z' AND recorded_at + interval '5 years') NOT VALID,
  ADD CONSTRAINT ledger_entry_hash CHECK (octet_length(entry_hash) = 32) NOT VALID,
  ADD CONSTRAINT ledger_entry_transfer_to CHECK (transfer_to ~ '^t[0-9]{4}$') NOT VALID,
  ADD CONSTRAINT ledger_entry_score CHECK (score BETWEEN 1 AND 4) NOT VALID,
  ADD CONSTRAINT ledger_entry_level CHECK (escalation_level BETWEEN 1 AND 3) NOT VALID;
"""

TRIGGERS = r"""
-- The check character of a report number by ISO 7064 MOD 37,36, over its digits (`core.common.numbers`).
CREATE OR REPLACE FUNCTION public.ledger_check_character(report text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp
AS $$
DECLARE
  alphabet constant text := '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  sum int := 18;
  digit text;
BEGIN
  FOREACH digit IN ARRAY regexp_split_to_array(regexp_replace(report, '-[^-]*$|-', '', 'g'), '') LOOP
    sum := (CASE WHEN sum = 0 THEN 36 ELSE sum END * 2 % 37 + strpos(alphabet, digit) - 1) % 36;
  END LOOP;
  RETURN substr(alphabet, (37 - CASE WHEN sum = 0 THEN 36 ELSE sum END * 2 % 37) % 36 + 1, 1);
END $$;
REVOKE ALL ON FUNCTION public.ledger_check_character(text) FROM PUBLIC;

-- Whether a city's own history has, between two of its events, nothing but what the ledger is not told: readings.
CREATE OR REPLACE FUNCTION public.ledger_only_readings_between(city text, report text, after int, before int)
RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp
AS $$
DECLARE
  readings bigint;
BEGIN
  EXECUTE format(
    'SELECT count(*) FROM %I.audit_entry WHERE stream = $1 AND seq > $2 AND seq < $3'
    ' AND NOT EXISTS (SELECT FROM public.ledger_step s WHERE s.event = action)', city)
    INTO readings USING report, after, before;
  RETURN readings = before - after - 1;
END $$;
REVOKE ALL ON FUNCTION public.ledger_only_readings_between(text, text, int, int) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.ledger_check() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  known public.ledger_fact%ROWTYPE;
  is_first boolean;
BEGIN
  SELECT * INTO known FROM public.ledger_fact WHERE number = NEW.number FOR UPDATE;
  is_first := NOT FOUND;
  IF is_first THEN
    IF NEW.number NOT LIKE substr(NEW.tenant, 2) || '-%' THEN
      RAISE EXCEPTION 'report % does not carry the code of %', NEW.number, NEW.tenant
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.seq <> 1 THEN
      RAISE EXCEPTION 'report % begins with event %, not 1', NEW.number, NEW.seq USING ERRCODE = 'check_violation';
    END IF;
  ELSE
    IF known.pending_to IS NOT NULL THEN
      IF NEW.event <> 'receive' OR NEW.tenant <> known.pending_to THEN
        RAISE EXCEPTION 'report % waits to be received by %', NEW.number, known.pending_to
          USING ERRCODE = 'insufficient_privilege';
      END IF;
    ELSIF known.tenant <> NEW.tenant OR NEW.event = 'receive' THEN
      RAISE EXCEPTION 'report % is not of %', NEW.number, NEW.tenant USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.seq <= known.seq THEN
      RAISE EXCEPTION 'report % already has event %', NEW.number, NEW.seq USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  IF (NEW.event = 'transfer') <> (NEW.transfer_to IS NOT NULL) OR NEW.transfer_to = NEW.tenant THEN
    RAISE EXCEPTION 'report %: a transfer names another city', NEW.number USING ERRCODE = 'check_violation';
  END IF;
  IF public.laksa_city() IS NULL THEN
    RETURN NULL;
  END IF;
  IF is_first AND right(NEW.number, 1) <> public.ledger_check_character(NEW.number) THEN
    RAISE EXCEPTION 'report % does not end with its check character', NEW.number USING ERRCODE = 'check_violation';
  END IF;
  IF NOT EXISTS (SELECT FROM public.ledger_step
                  WHERE event = NEW.event AND source = coalesce(known.state, '') AND target = NEW.state) THEN
    RAISE EXCEPTION 'report %: % does not lead from "%" to "%"', NEW.number, NEW.event, coalesce(known.state, ''),
      NEW.state USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.seq > known.seq + 1
     AND NOT public.ledger_only_readings_between(NEW.tenant, NEW.number, known.seq, NEW.seq) THEN
    RAISE EXCEPTION 'report % leaves out events between % and %', NEW.number, known.seq, NEW.seq
      USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.transfer_to IS NOT NULL AND NOT EXISTS (
       SELECT FROM public.tenants_tenant target JOIN public.tenants_tenant own ON own.schema_name = NEW.tenant
        WHERE target.schema_name = NEW.transfer_to AND target.is_enabled
          AND target.province_code = own.province_code AND target.is_sandbox = own.is_sandbox) THEN
    RAISE EXCEPTION 'report % cannot be handed over to %', NEW.number, NEW.transfer_to
      USING ERRCODE = 'check_violation';
  END IF;
  IF (NEW.event = 'rate') <> (NEW.score IS NOT NULL)
     OR (NEW.event = 'escalate') <> (NEW.escalation_level IS NOT NULL) THEN
    RAISE EXCEPTION 'report %: a score comes with a rating, a level with an escalation', NEW.number
      USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.area_code <> '' AND left(NEW.area_code, 5) <> overlay(substr(NEW.tenant, 2) placing '.' from 3 for 0) THEN
    RAISE EXCEPTION 'report %: the area % is not in %', NEW.number, NEW.area_code, NEW.tenant
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.ledger_check() FROM PUBLIC;

DROP TRIGGER IF EXISTS ledger_check ON public.ledger_entry;
CREATE TRIGGER ledger_check AFTER INSERT ON public.ledger_entry
  FOR EACH ROW EXECUTE FUNCTION public.ledger_check();

-- What follows from an event that `ledger_check` has let pass.
CREATE OR REPLACE FUNCTION public.ledger_fold() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  known public.ledger_fact%ROWTYPE;
  ended constant text[] := ARRAY['closed', 'rejected', 'withdrawn', 'merged', 'transferred'];
  followed constant text[] := ARRAY['in_progress', 'answered'];
  -- In these nobody has decided whether the report is the office's to follow up.
  undecided constant text[] := ARRAY['submitted', 'needs_info', 'withdrawn', 'transferred'];
BEGIN
  SELECT * INTO known FROM public.ledger_fact WHERE number = NEW.number FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO public.ledger_fact (number, tenant, seq, state, kind, category_group, unit_type, area_code,
      received_at, due_verify, due_first_follow_up, due_total, head)
    VALUES (NEW.number, NEW.tenant, NEW.seq, NEW.state, NEW.kind, NEW.category_group, NEW.unit_type, NEW.area_code,
      NEW.recorded_at, NEW.due_verify, NEW.due_first_follow_up, NEW.due_total, NEW.entry_hash);
    RETURN NULL;
  END IF;
  IF NEW.event LIKE 'undo\_%' THEN
    known.first_follow_up_at := public.ledger_first(NEW.number, followed);
    known.answered_at := public.ledger_first(NEW.number, ARRAY['answered']);
    known.ended_at := NULL;
  END IF;
  UPDATE public.ledger_fact SET
    tenant = NEW.tenant,
    pending_to = NEW.transfer_to,
    seq = NEW.seq,
    state = NEW.state,
    kind = NEW.kind,
    category_group = NEW.category_group,
    unit_type = NEW.unit_type,
    area_code = NEW.area_code,
    due_verify = NEW.due_verify,
    due_first_follow_up = NEW.due_first_follow_up,
    due_total = NEW.due_total,
    head = NEW.entry_hash,
    asked = known.asked + (NEW.event = 'ask')::int,
    reopened = known.reopened + (NEW.event = 'reopen')::int,
    escalation_level = greatest(known.escalation_level, coalesce(NEW.escalation_level, 0)),
    score = coalesce(NEW.score, known.score),
    verified_at = CASE WHEN NEW.state <> ALL (undecided)
      THEN coalesce(known.verified_at, NEW.recorded_at) ELSE known.verified_at END,
    first_follow_up_at = CASE WHEN NEW.state = ANY (followed)
      THEN coalesce(known.first_follow_up_at, NEW.recorded_at) ELSE known.first_follow_up_at END,
    answered_at = CASE WHEN NEW.state = 'answered'
      THEN coalesce(known.answered_at, NEW.recorded_at) ELSE known.answered_at END,
    ended_at = CASE WHEN NEW.state = ANY (ended)
      THEN coalesce(known.ended_at, NEW.recorded_at) ELSE NULL END
  WHERE number = NEW.number;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.ledger_fold() FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_count_what_was_asked"), ("tenants", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "event", "source", "target", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("event", models.CharField(max_length=30)),
                ("source", models.CharField(blank=True, max_length=15)),
                ("target", models.CharField(max_length=15)),
            ],
        ),
        migrations.RunSQL(CHECKS, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
