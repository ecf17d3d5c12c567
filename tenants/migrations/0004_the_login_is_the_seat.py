"""Who a session is follows from its login; what it says of itself counts only where the login may become several."""

from django.db import migrations

FORWARD = r"""
-- The seat of a session: `<prefix>_t3671` -> `t3671`, likewise gate, province and worker; NULL for the owner.
-- session_user is who logged in, which nobody but a superuser can change. A SET ROLE counts only for a login that is no
-- seat's: the crossing's, the owner's, or the single one of older versions. Never current_user: inside a SECURITY
-- DEFINER function that is the function's owner.
CREATE OR REPLACE FUNCTION public.laksa_seat() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT coalesce(
    substring(session_user::text FROM '_(t[0-9]{4}|gate|province|worker)$'),
    substring(pg_catalog.current_setting('role') FROM '_(t[0-9]{4}|gate|province|worker)$')
  )
$$;

-- The city of a session; NULL for every other seat and for the owner.
CREATE OR REPLACE FUNCTION public.laksa_city() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT substring(coalesce(
    substring(session_user::text FROM '_(t[0-9]{4}|gate|province|worker)$'),
    substring(pg_catalog.current_setting('role') FROM '_(t[0-9]{4}|gate|province|worker)$')
  ) FROM '^t[0-9]{4}$')
$$;

DROP POLICY IF EXISTS job_work ON public.django_tasks_database_dbtaskresult;
CREATE POLICY job_work ON public.django_tasks_database_dbtaskresult FOR ALL
  USING (public.laksa_seat() = 'worker') WITH CHECK (public.laksa_seat() = 'worker');
"""

REVERSE = r"""
DROP POLICY IF EXISTS job_work ON public.django_tasks_database_dbtaskresult;
CREATE POLICY job_work ON public.django_tasks_database_dbtaskresult FOR ALL
  USING (current_setting('role') LIKE '%\_worker') WITH CHECK (current_setting('role') LIKE '%\_worker');
CREATE OR REPLACE FUNCTION public.laksa_city() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT substring(current_setting('role') FROM '_(t[0-9]{4})$') $$;
DROP FUNCTION IF EXISTS public.laksa_seat();
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0003_attempts")]

    operations = [migrations.RunSQL(FORWARD, REVERSE)]
