-- What follows for a report's fact from an event that `ledger_check` has let pass. The fact is that city's which has the
-- report, so that it is counted once.
--
-- Lateness stays with the city whose clock it was, stage by stage, whoever has the report afterwards: `late_verify`,
-- `late_first_follow_up` and `late_total` name the city that let the limit run out. They are set when a stage is done or
-- the report ended too late, and when a missed limit would stop showing: the report goes to another city, or gets another
-- due time by a corrected kind. Once set they stay. A decree (`recalculate`) moves due times by law.
CREATE OR REPLACE FUNCTION public.ledger_fold() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  known public.ledger_fact%ROWTYPE;
  ended constant text[] := ARRAY['closed', 'rejected', 'withdrawn', 'merged', 'transferred'];
  followed constant text[] := ARRAY['in_progress', 'answered'];
  -- In these nobody has decided whether the report is the office's to follow up.
  undecided constant text[] := ARRAY['submitted', 'needs_info', 'withdrawn', 'transferred'];
  is_over boolean := NEW.state = ANY (ended);
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
  IF known.verified_at IS NULL AND known.due_verify < NEW.recorded_at
     AND (is_over OR NEW.state <> ALL (undecided)
          OR NEW.event <> 'recalculate' AND NEW.due_verify IS DISTINCT FROM known.due_verify) THEN
    known.late_verify := coalesce(known.late_verify, known.tenant);
  END IF;
  IF known.first_follow_up_at IS NULL AND known.due_first_follow_up < NEW.recorded_at
     AND (is_over OR NEW.state = ANY (followed)
          OR NEW.event <> 'recalculate' AND NEW.due_first_follow_up IS DISTINCT FROM known.due_first_follow_up) THEN
    known.late_first_follow_up := coalesce(known.late_first_follow_up, known.tenant);
  END IF;
  IF known.answered_at IS NULL AND known.due_total < NEW.recorded_at
     AND (is_over OR NEW.state = 'answered'
          OR NEW.event <> 'recalculate' AND NEW.due_total IS DISTINCT FROM known.due_total) THEN
    known.late_total := coalesce(known.late_total, known.tenant);
  END IF;
  UPDATE public.ledger_fact SET
    tenant = NEW.tenant,
    late_verify = known.late_verify,
    late_first_follow_up = known.late_first_follow_up,
    late_total = known.late_total,
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
    ended_at = CASE WHEN is_over THEN coalesce(known.ended_at, NEW.recorded_at) ELSE NULL END
  WHERE number = NEW.number;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.ledger_fold() FROM PUBLIC;

DROP TRIGGER IF EXISTS ledger_fold ON public.ledger_entry;
CREATE TRIGGER ledger_fold AFTER INSERT ON public.ledger_entry
  FOR EACH ROW EXECUTE FUNCTION public.ledger_fold();
