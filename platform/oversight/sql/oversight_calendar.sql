-- The national calendar as it stands, as one text that changes with it.
CREATE OR REPLACE FUNCTION public.oversight_calendar() RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp
AS $$
  SELECT coalesce(md5(string_agg(date::text, ',' ORDER BY date)), '')
    FROM public.law_holiday WHERE is_day_off AND extract(isodow FROM date) < 6
$$;

-- Number the working days anew. Tallies made with other numbers have to be rebuilt in the same transaction.
CREATE OR REPLACE FUNCTION public.oversight_number_days() RETURNS void
LANGUAGE sql SET search_path = public, pg_temp
AS $$
  DELETE FROM public.oversight_workday;
  INSERT INTO public.oversight_workday (day, number)
  SELECT day, sum((extract(isodow FROM day) < 6 AND off.date IS NULL)::int) OVER (ORDER BY day)
    FROM (SELECT generate_series('2015-01-01'::date, '2055-12-31'::date, '1 day')::date AS day) days
    LEFT JOIN public.law_holiday off ON off.date = day AND off.is_day_off;
  UPDATE public.oversight_mark SET calendar = public.oversight_calendar();
$$;

-- While nothing is counted a new calendar is taken over at once; afterwards the compactor does it and rebuilds.
CREATE OR REPLACE FUNCTION public.oversight_calendar_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.ledger_fact) THEN
    PERFORM public.oversight_number_days();
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.oversight_calendar_changed() FROM PUBLIC;

DROP TRIGGER IF EXISTS oversight_calendar_changed ON public.law_holiday;
CREATE TRIGGER oversight_calendar_changed AFTER INSERT OR UPDATE OR DELETE ON public.law_holiday
  FOR EACH STATEMENT EXECUTE FUNCTION public.oversight_calendar_changed();
