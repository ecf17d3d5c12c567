-- A request moves when it is answered.
CREATE OR REPLACE FUNCTION public.supervision_replied() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
  UPDATE public.supervision_request
     SET state = CASE WHEN NEW.from_city THEN 'answered' ELSE 'open' END
   WHERE id = NEW.request_id AND state <> 'closed';
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.supervision_replied() FROM PUBLIC;

DROP TRIGGER IF EXISTS supervision_replied ON public.supervision_reply;
CREATE TRIGGER supervision_replied AFTER INSERT ON public.supervision_reply
  FOR EACH ROW EXECUTE FUNCTION public.supervision_replied();
