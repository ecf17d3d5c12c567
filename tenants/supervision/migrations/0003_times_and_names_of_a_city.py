"""When a city saw a request or withdrew a statement is not in the future and is said once; nobody of a city passes for
the Ombudsman: a name with that word is shown with the city's own before it."""

from django.db import migrations

FORWARD = r"""
CREATE OR REPLACE FUNCTION public.supervision_times() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
  IF public.laksa_city() IS NULL THEN
    RETURN NEW;
  END IF;
  IF TG_TABLE_NAME = 'supervision_request' THEN
    NEW.seen_at := coalesce(OLD.seen_at, least(NEW.seen_at, clock_timestamp()));
  ELSE
    NEW.withdrawn_at := coalesce(OLD.withdrawn_at, least(NEW.withdrawn_at, clock_timestamp()));
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION public.supervision_times() FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.supervision_names() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
  IF public.laksa_city() IS NOT NULL AND NEW.author_label ~* 'ombudsman' THEN
    NEW.author_label := left((SELECT name FROM public.tenants_tenant WHERE schema_name = public.laksa_city())
      || ': ' || NEW.author_label, 150);
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION public.supervision_names() FROM PUBLIC;

DROP TRIGGER IF EXISTS supervision_times ON public.supervision_request;
CREATE TRIGGER supervision_times BEFORE UPDATE ON public.supervision_request
  FOR EACH ROW EXECUTE FUNCTION public.supervision_times();
DROP TRIGGER IF EXISTS supervision_times ON public.supervision_statement;
CREATE TRIGGER supervision_times BEFORE UPDATE ON public.supervision_statement
  FOR EACH ROW EXECUTE FUNCTION public.supervision_times();
DROP TRIGGER IF EXISTS supervision_names ON public.supervision_reply;
CREATE TRIGGER supervision_names BEFORE INSERT ON public.supervision_reply
  FOR EACH ROW EXECUTE FUNCTION public.supervision_names();
DROP TRIGGER IF EXISTS supervision_names ON public.supervision_statement;
CREATE TRIGGER supervision_names BEFORE INSERT ON public.supervision_statement
  FOR EACH ROW EXECUTE FUNCTION public.supervision_names();
"""

REVERSE = """
DROP TRIGGER IF EXISTS supervision_times ON public.supervision_request;
DROP TRIGGER IF EXISTS supervision_times ON public.supervision_statement;
DROP TRIGGER IF EXISTS supervision_names ON public.supervision_reply;
DROP TRIGGER IF EXISTS supervision_names ON public.supervision_statement;
DROP FUNCTION IF EXISTS public.supervision_times();
DROP FUNCTION IF EXISTS public.supervision_names();
"""


class Migration(migrations.Migration):
    dependencies = [("supervision", "0002_rules"), ("tenants", "0004_the_login_is_the_seat")]

    operations = [migrations.RunSQL(FORWARD, REVERSE)]
