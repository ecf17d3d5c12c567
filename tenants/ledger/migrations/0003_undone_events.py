"""When a report got where is told by the events that stand: one that was taken back (`undo_…` right after it) is none."""

from django.db import migrations

FORWARD = r"""
-- When a report first reached one of these states by an event that was not taken back; NULL: never.
CREATE OR REPLACE FUNCTION public.ledger_first(report text, states text[]) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp
AS $$
  SELECT min(recorded_at) FROM (
    SELECT recorded_at, state, seq, row_number() OVER (ORDER BY seq) AS place,
           lead(event) OVER (ORDER BY seq) AS following
      FROM public.ledger_entry WHERE number = report
  ) told
  WHERE place > 1 AND state = ANY (states) AND coalesce(following, '') NOT LIKE 'undo\_%'
$$;
REVOKE ALL ON FUNCTION public.ledger_first(text, text[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.ledger_fold() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  known public.ledger_fact%ROWTYPE;
  ended constant text[] := ARRAY['closed', 'rejected', 'withdrawn', 'merged', 'transferred'];
  followed constant text[] := ARRAY['in_progress', 'answered'];
BEGIN
  SELECT * INTO known FROM public.ledger_fact WHERE number = NEW.number FOR UPDATE;
  IF NOT FOUND THEN
    IF NEW.number NOT LIKE substr(NEW.tenant, 2) || '-%' THEN
      RAISE EXCEPTION 'report % does not carry the code of %', NEW.number, NEW.tenant
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.seq <> 1 THEN
      RAISE EXCEPTION 'report % begins with event %, not 1', NEW.number, NEW.seq USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO public.ledger_fact (number, tenant, seq, state, kind, category_group, unit_type, area_code,
      received_at, due_verify, due_first_follow_up, due_total, head)
    VALUES (NEW.number, NEW.tenant, NEW.seq, NEW.state, NEW.kind, NEW.category_group, NEW.unit_type, NEW.area_code,
      NEW.recorded_at, NEW.due_verify, NEW.due_first_follow_up, NEW.due_total, NEW.entry_hash);
    RETURN NULL;
  END IF;
  IF known.tenant <> NEW.tenant THEN
    RAISE EXCEPTION 'report % is not of %', NEW.number, NEW.tenant USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.seq <= known.seq THEN
    RAISE EXCEPTION 'report % already has event %', NEW.number, NEW.seq USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.event LIKE 'undo\_%' THEN
    known.first_follow_up_at := public.ledger_first(NEW.number, followed);
    known.answered_at := public.ledger_first(NEW.number, ARRAY['answered']);
    known.ended_at := NULL;
  END IF;
  UPDATE public.ledger_fact SET
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
    verified_at = CASE WHEN NEW.state NOT IN ('submitted', 'needs_info')
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
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_rules")]

    # Going back would need the old function; it stands in 0002 and is the same but for the undone events.
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
