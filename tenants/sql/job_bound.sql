-- A city has at most so many jobs waiting: who runs SQL in it cannot fill the disk of all through the table of jobs.
-- Looked at once a statement, by an index of the waiting jobs alone, so what it costs is the city's own queue: nothing
-- where that is short. The worker, which enqueues by itself, and the owner are not asked.
CREATE OR REPLACE FUNCTION public.job_bound() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
  IF EXISTS (SELECT FROM public.django_tasks_database_dbtaskresult
              WHERE (args_kwargs #>> '{args,0}') = public.laksa_city() AND status = 'READY'
              ORDER BY priority DESC, run_after, enqueued_at OFFSET 100000) THEN
    RAISE EXCEPTION '% has more than 100000 jobs waiting', public.laksa_city() USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.job_bound() FROM PUBLIC;

DROP TRIGGER IF EXISTS job_bound ON public.django_tasks_database_dbtaskresult;
CREATE TRIGGER job_bound AFTER INSERT ON public.django_tasks_database_dbtaskresult
  FOR EACH STATEMENT EXECUTE FUNCTION public.job_bound();
