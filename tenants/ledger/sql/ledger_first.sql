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
