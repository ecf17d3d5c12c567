-- The table of jobs belongs to django-tasks-db; whoever enqueues says which task, for whom and when, and all else in a
-- row is the database's (decision 15).

ALTER TABLE public.django_tasks_database_dbtaskresult
  ALTER COLUMN status SET DEFAULT 'READY',
  ALTER COLUMN enqueued_at SET DEFAULT clock_timestamp(),
  ALTER COLUMN priority SET DEFAULT 0,
  ALTER COLUMN worker_ids SET DEFAULT '[]',
  ALTER COLUMN queue_name SET DEFAULT 'default',
  ALTER COLUMN backend_name SET DEFAULT 'default',
  ALTER COLUMN run_after SET DEFAULT '9999-01-01T00:00Z',
  ALTER COLUMN exception_class_path SET DEFAULT '',
  ALTER COLUMN traceback SET DEFAULT '';

-- NOT VALID: a row that breaks one of them does not stop a restore. The worker passes it over, `laksa check` names it.

ALTER TABLE public.django_tasks_database_dbtaskresult
  DROP CONSTRAINT IF EXISTS job_status,
  DROP CONSTRAINT IF EXISTS job_task,
  DROP CONSTRAINT IF EXISTS job_arguments,
  DROP CONSTRAINT IF EXISTS job_workers,
  DROP CONSTRAINT IF EXISTS job_times;
ALTER TABLE public.django_tasks_database_dbtaskresult
  ADD CONSTRAINT job_status CHECK (status IN ('READY', 'RUNNING', 'FAILED', 'SUCCESSFUL')) NOT VALID,
  ADD CONSTRAINT job_task CHECK (task_path ~ '^[a-z_]+(\.[a-z_]+)+$' AND length(task_path) <= 100) NOT VALID,
  ADD CONSTRAINT job_arguments CHECK ((
    CASE WHEN jsonb_typeof(args_kwargs) = 'object' THEN
      jsonb_typeof(args_kwargs -> 'args') = 'array' AND jsonb_typeof(args_kwargs #> '{args,0}') = 'string'
      AND args_kwargs -> 'kwargs' = '{}' AND args_kwargs - 'args' - 'kwargs' = '{}'
      AND length(args_kwargs::text) <= 1000
    END) IS TRUE) NOT VALID,
  ADD CONSTRAINT job_workers CHECK (
    (CASE WHEN jsonb_typeof(worker_ids) = 'array' THEN jsonb_array_length(worker_ids) <= 100 END) IS TRUE) NOT VALID,
  -- '9999-01-01' stands for "at once".
  ADD CONSTRAINT job_times CHECK (isfinite(enqueued_at) AND (run_after = '9999-01-01T00:00Z'
    OR run_after BETWEEN '2000-01-01T00:00Z' AND enqueued_at + interval '1 year')) NOT VALID;

-- A city may enqueue only jobs that name itself: the first argument of every task is the tenant's schema.

ALTER TABLE public.django_tasks_database_dbtaskresult ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS job_enqueue ON public.django_tasks_database_dbtaskresult;
CREATE POLICY job_enqueue ON public.django_tasks_database_dbtaskresult FOR INSERT
  WITH CHECK (
    jsonb_typeof(args_kwargs -> 'args') = 'array'
    AND args_kwargs -> 'args' -> 0 = to_jsonb(coalesce(public.laksa_city(), 'public'))
  );
DROP POLICY IF EXISTS job_work ON public.django_tasks_database_dbtaskresult;
CREATE POLICY job_work ON public.django_tasks_database_dbtaskresult FOR ALL
  USING (public.laksa_seat() = 'worker') WITH CHECK (public.laksa_seat() = 'worker');

-- Tenants take turns (`config.job_queue`): each one's next job, and what the worker has enqueued lately by itself.
CREATE INDEX IF NOT EXISTS job_turn ON public.django_tasks_database_dbtaskresult
  ((args_kwargs #>> '{args,0}'), priority DESC, run_after, enqueued_at) WHERE status = 'READY';
CREATE INDEX IF NOT EXISTS job_periodic ON public.django_tasks_database_dbtaskresult (task_path, enqueued_at)
  WHERE priority = 50;
