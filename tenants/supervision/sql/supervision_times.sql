-- When a city saw a request or withdrew a statement is not in the future and is said once.
CREATE OR REPLACE FUNCTION public.supervision_times() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
  IF public.laksa_city() IS NULL THEN
    RETURN NEW;
  END IF;
  IF TG_TABLE_NAME = 'supervision_request' THEN
    NEW.seen_at := coalesce(OLD.seen_at, least(NEW.seen_at, clock_timestamp()));
  ELSE
    NEW.withdrawn_at := coalesce(OLD.withdrawn_at, least(NEW.withdrawn_at, clock_timestamp()));
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION public.supervision_times() FROM PUBLIC;

DROP TRIGGER IF EXISTS supervision_times ON public.supervision_request;
CREATE TRIGGER supervision_times BEFORE UPDATE ON public.supervision_request
  FOR EACH ROW EXECUTE FUNCTION public.supervision_times();

DROP TRIGGER IF EXISTS supervision_times ON public.supervision_statement;
CREATE TRIGGER supervision_times BEFORE UPDATE ON public.supervision_statement
  FOR EACH ROW EXECUTE FUNCTION public.supervision_times();
