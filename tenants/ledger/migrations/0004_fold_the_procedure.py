"""The fold of the whole procedure: hand-over between cities, reopening, asking, escalation, scores.

A report belongs to one city at a time. `transfer` names the next one; only that city may then tell `receive`, and the
fact is its own from there on, so that the report is counted once.
"""

from django.db import migrations

FORWARD = r"""
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
  IF (NEW.event = 'transfer') <> (NEW.transfer_to IS NOT NULL) OR NEW.transfer_to = NEW.tenant THEN
    RAISE EXCEPTION 'report %: a transfer names another city', NEW.number USING ERRCODE = 'check_violation';
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
    dependencies = [("ledger", "0003_columns_of_the_procedure")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
