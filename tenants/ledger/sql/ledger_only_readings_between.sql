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
