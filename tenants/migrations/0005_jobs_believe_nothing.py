"""Whoever enqueues a job says which task, for whom and when; all else in its row is the database's (decision 15).

The CHECKs are NOT VALID: rows from before them stay, the worker passes them over, and `laksa check` names them.
"""

from django.db import migrations, models

FORWARD = r"""
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

-- Tenants take turns (`config.job_queue`): each one's next job, and what the worker has enqueued lately by itself.
CREATE INDEX IF NOT EXISTS job_turn ON public.django_tasks_database_dbtaskresult
  ((args_kwargs #>> '{args,0}'), priority DESC, run_after, enqueued_at) WHERE status = 'READY';
CREATE INDEX IF NOT EXISTS job_periodic ON public.django_tasks_database_dbtaskresult (task_path, enqueued_at)
  WHERE priority = 50;

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
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0004_the_login_is_the_seat")]

    operations = [
        migrations.CreateModel(
            name="TaskPath",
            fields=[
                ("path", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("is_of_province", models.BooleanField(help_text="No city may enqueue it.")),
            ],
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
