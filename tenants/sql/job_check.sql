-- Runs as the owner: who enqueues need not read the list.
CREATE OR REPLACE FUNCTION public.job_check() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.tenants_taskpath
                  WHERE path = NEW.task_path AND (public.laksa_city() IS NULL OR NOT is_of_province)) THEN
    RAISE EXCEPTION 'there is no task % for %', NEW.task_path, coalesce(public.laksa_city(), 'the province')
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION public.job_check() FROM PUBLIC;

DROP TRIGGER IF EXISTS job_check ON public.django_tasks_database_dbtaskresult;
CREATE TRIGGER job_check BEFORE INSERT ON public.django_tasks_database_dbtaskresult
  FOR EACH ROW EXECUTE FUNCTION public.job_check();
