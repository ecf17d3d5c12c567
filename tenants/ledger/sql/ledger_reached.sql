-- The last place of a city's history of a report, or of a stream of its own or the province's ('public'), that the
-- ledger was told of. A city asks of itself only; whoever is no city is answered of the province.
CREATE OR REPLACE FUNCTION public.ledger_reached(city text, history text) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT greatest(
    (SELECT max(seq) FROM public.ledger_entry WHERE number = history AND tenant = city),
    (SELECT max(seq) FROM public.ledger_witness WHERE tenant = city AND stream = history))
   WHERE city = coalesce(public.laksa_city(), 'public')
$$;
