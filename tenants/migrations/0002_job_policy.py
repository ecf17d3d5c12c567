"""A city may enqueue only jobs that name itself: the first argument of every task is the tenant's schema."""

from django.db import migrations

FORWARD = """
ALTER TABLE public.django_tasks_database_dbtaskresult ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS job_enqueue ON public.django_tasks_database_dbtaskresult;
CREATE POLICY job_enqueue ON public.django_tasks_database_dbtaskresult FOR INSERT
  WITH CHECK (
    jsonb_typeof(args_kwargs -> 'args') = 'array'
    AND args_kwargs -> 'args' -> 0 = to_jsonb(coalesce(public.laksa_city(), 'public'))
  );
DROP POLICY IF EXISTS job_work ON public.django_tasks_database_dbtaskresult;
CREATE POLICY job_work ON public.django_tasks_database_dbtaskresult FOR ALL
  USING (current_setting('role') LIKE '%\\_worker') WITH CHECK (current_setting('role') LIKE '%\\_worker');
"""

REVERSE = """
DROP POLICY IF EXISTS job_enqueue ON public.django_tasks_database_dbtaskresult;
DROP POLICY IF EXISTS job_work ON public.django_tasks_database_dbtaskresult;
ALTER TABLE public.django_tasks_database_dbtaskresult DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0001_initial"),
        ("ledger", "0002_rules"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [migrations.RunSQL(FORWARD, REVERSE)]
