-- How often somebody tried something, counted over the whole installation (`tenants.models.Attempt`), and the only
-- ways to touch the counts. Nobody but the owner may read or write the table: whoever runs SQL as a city sees no count,
-- and can reach only those whose key it knows. The keys are keyed hashes (`core.common.rate_limits`), so it knows none of
-- another city's visitors.

-- Counts one try and says how many there are in the present window, and until when that lasts. A window that is over
-- begins anew. The clock is the caller's, but no row outlives a day.
CREATE OR REPLACE FUNCTION public.attempt_count(of_key bytea, for_seconds integer, at timestamptz)
RETURNS TABLE (tries integer, until timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  INSERT INTO public.tenants_attempt AS a (key, count, expires_at)
  SELECT of_key, 1, least(at + make_interval(secs => for_seconds), clock_timestamp() + interval '1 day')
   WHERE length(of_key) = 32
  ON CONFLICT (key) DO UPDATE
  SET count = CASE WHEN a.expires_at <= at THEN 1 ELSE least(a.count, 1000000000) + 1 END,
      expires_at = CASE WHEN a.expires_at <= at THEN EXCLUDED.expires_at ELSE a.expires_at END
  RETURNING a.count, a.expires_at
$$;

-- Takes one try back: it was the right one.
CREATE OR REPLACE FUNCTION public.attempt_return(of_key bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ UPDATE public.tenants_attempt SET count = count - 1 WHERE key = of_key AND count > 0 $$;

-- Forgets every try of one key.
CREATE OR REPLACE FUNCTION public.attempt_forget(of_key bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ DELETE FROM public.tenants_attempt WHERE key = of_key $$;

-- Deletes what is over; how many. Nothing that still counts, whatever the caller's clock says.
CREATE OR REPLACE FUNCTION public.attempts_sweep(at timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  WITH gone AS (
    DELETE FROM public.tenants_attempt WHERE expires_at <= least(at, clock_timestamp()) RETURNING 1
  ) SELECT count(*) FROM gone
$$;
