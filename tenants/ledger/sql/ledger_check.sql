-- What a city tells must be able to have happened: each event after the one before it. Runs before `ledger_fold`,
-- because triggers of one kind run in the order of their names. The owner, who alone may write a made-up past, is not
-- asked for its steps.
--
-- A report belongs to one city at a time. An event that leaves names the next one; only that city may then tell an
-- event that arrives (`core.audit.ledger_scope` has the same lists). A report that was changed by hand stops no action:
-- a city goes on behind a break.
CREATE OR REPLACE FUNCTION public.ledger_check() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  known public.ledger_fact%ROWTYPE;
  is_first boolean;
  is_broken boolean;
  leaves constant text[] := ARRAY['transfer', 'hand_back', 'let_go'];
  arrives constant text[] := ARRAY['receive', 'come_back', 'recall'];
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
      IF NEW.event <> ALL (arrives) OR NEW.tenant <> known.pending_to THEN
        RAISE EXCEPTION 'report % waits to be received by %', NEW.number, known.pending_to
          USING ERRCODE = 'insufficient_privilege';
      END IF;
    ELSIF known.tenant <> NEW.tenant OR NEW.event = ANY (arrives) THEN
      RAISE EXCEPTION 'report % is not of %', NEW.number, NEW.tenant USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.seq <= known.seq THEN
      RAISE EXCEPTION 'report % already has event %', NEW.number, NEW.seq USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  IF (NEW.event = ANY (leaves)) <> (NEW.transfer_to IS NOT NULL) OR NEW.transfer_to = NEW.tenant THEN
    RAISE EXCEPTION 'report %: a transfer names another city', NEW.number USING ERRCODE = 'check_violation';
  END IF;
  IF public.laksa_city() IS NULL THEN
    RETURN NULL;
  END IF;
  IF is_first AND right(NEW.number, 1) <> public.ledger_check_character(NEW.number) THEN
    RAISE EXCEPTION 'report % does not end with its check character', NEW.number USING ERRCODE = 'check_violation';
  END IF;
  is_broken := NOT is_first
    AND public.ledger_broken_between(NEW.tenant, NEW.number, known.seq, NEW.seq);
  IF NOT is_broken AND NOT EXISTS (SELECT FROM public.ledger_step
                  WHERE event = NEW.event AND source = coalesce(known.state, '') AND target = NEW.state) THEN
    RAISE EXCEPTION 'report %: % does not lead from "%" to "%"', NEW.number, NEW.event, coalesce(known.state, ''),
      NEW.state USING ERRCODE = 'check_violation';
  END IF;
  IF NOT is_broken AND NEW.seq > known.seq + 1
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
