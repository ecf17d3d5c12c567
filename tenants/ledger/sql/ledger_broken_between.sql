-- Whether a city's own history says, between two of its events, that the report was found changed past it. What comes
-- then need not follow from what the ledger knew: each look at the city names the break.
CREATE OR REPLACE FUNCTION public.ledger_broken_between(city text, report text, after int, before int)
RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp
AS $$
DECLARE
  found boolean;
BEGIN
  EXECUTE format(
    'SELECT EXISTS (SELECT FROM %I.audit_entry WHERE stream = $1 AND seq > $2 AND seq < $3'
    ' AND action = ''found_changed'')', city)
    INTO found USING report, after, before;
  RETURN found;
END $$;
REVOKE ALL ON FUNCTION public.ledger_broken_between(text, text, int, int) FROM PUBLIC;
