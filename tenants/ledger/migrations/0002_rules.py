"""The ledger's own rules, kept by the database: who a city is, what it may append, how a fact follows from entries."""

from django.db import migrations

FORWARD = r"""
-- The city of the present role: `<prefix>_t3671` -> `t3671`; NULL for every other role.
-- Never current_user: inside a SECURITY DEFINER function that is the function's owner.
CREATE OR REPLACE FUNCTION public.laksa_city() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT substring(current_setting('role') FROM '_(t[0-9]{4})$') $$;

ALTER TABLE public.ledger_entry ALTER COLUMN tenant SET DEFAULT public.laksa_city();
ALTER TABLE public.ledger_entry ALTER COLUMN recorded_at SET DEFAULT clock_timestamp();
ALTER TABLE public.ledger_entry ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS ledger_entry_append ON public.ledger_entry;
CREATE POLICY ledger_entry_append ON public.ledger_entry FOR INSERT
  WITH CHECK (tenant = public.laksa_city());
DROP POLICY IF EXISTS ledger_entry_read ON public.ledger_entry;
CREATE POLICY ledger_entry_read ON public.ledger_entry FOR SELECT
  USING (public.laksa_city() IS NULL);

-- When a report first reached one of these states by an event that was not taken back; NULL: never.
CREATE OR REPLACE FUNCTION public.ledger_first(report text, states text[]) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp
AS $$
  SELECT min(recorded_at) FROM (
    SELECT recorded_at, state, seq, row_number() OVER (ORDER BY seq) AS place,
           lead(event) OVER (ORDER BY seq) AS following
      FROM public.ledger_entry WHERE number = report
  ) told
  WHERE place > 1 AND state = ANY (states) AND coalesce(following, '') NOT LIKE 'undo\_%'
$$;
REVOKE ALL ON FUNCTION public.ledger_first(text, text[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.ledger_fold() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  known public.ledger_fact%ROWTYPE;
  ended constant text[] := ARRAY['closed', 'rejected', 'withdrawn', 'merged', 'transferred'];
  followed constant text[] := ARRAY['in_progress', 'answered'];
BEGIN
  SELECT * INTO known FROM public.ledger_fact WHERE number = NEW.number FOR UPDATE;
  IF NOT FOUND THEN
    IF NEW.number NOT LIKE substr(NEW.tenant, 2) || '-%' THEN
      RAISE EXCEPTION 'report % does not carry the code of %', NEW.number, NEW.tenant
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.seq <> 1 THEN
      RAISE EXCEPTION 'report % begins with event %, not 1', NEW.number, NEW.seq USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO public.ledger_fact (number, tenant, seq, state, kind, category_group, unit_type, area_code,
      received_at, due_verify, due_first_follow_up, due_total, head)
    VALUES (NEW.number, NEW.tenant, NEW.seq, NEW.state, NEW.kind, NEW.category_group, NEW.unit_type, NEW.area_code,
      NEW.recorded_at, NEW.due_verify, NEW.due_first_follow_up, NEW.due_total, NEW.entry_hash);
    RETURN NULL;
  END IF;
  IF known.tenant <> NEW.tenant THEN
    RAISE EXCEPTION 'report % is not of %', NEW.number, NEW.tenant USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.seq <= known.seq THEN
    RAISE EXCEPTION 'report % already has event %', NEW.number, NEW.seq USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.event LIKE 'undo\_%' THEN
    known.first_follow_up_at := public.ledger_first(NEW.number, followed);
    known.answered_at := public.ledger_first(NEW.number, ARRAY['answered']);
    known.ended_at := NULL;
  END IF;
  UPDATE public.ledger_fact SET
    seq = NEW.seq,
    state = NEW.state,
    kind = NEW.kind,
    category_group = NEW.category_group,
    unit_type = NEW.unit_type,
    area_code = NEW.area_code,
    due_verify = NEW.due_verify,
    due_first_follow_up = NEW.due_first_follow_up,
    due_total = NEW.due_total,
    head = NEW.entry_hash,
    verified_at = CASE WHEN NEW.state NOT IN ('submitted', 'needs_info')
      THEN coalesce(known.verified_at, NEW.recorded_at) ELSE known.verified_at END,
    first_follow_up_at = CASE WHEN NEW.state = ANY (followed)
      THEN coalesce(known.first_follow_up_at, NEW.recorded_at) ELSE known.first_follow_up_at END,
    answered_at = CASE WHEN NEW.state = 'answered'
      THEN coalesce(known.answered_at, NEW.recorded_at) ELSE known.answered_at END,
    ended_at = CASE WHEN NEW.state = ANY (ended)
      THEN coalesce(known.ended_at, NEW.recorded_at) ELSE NULL END
  WHERE number = NEW.number;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.ledger_fold() FROM PUBLIC;

DROP TRIGGER IF EXISTS ledger_fold ON public.ledger_entry;
CREATE TRIGGER ledger_fold AFTER INSERT ON public.ledger_entry
  FOR EACH ROW EXECUTE FUNCTION public.ledger_fold();
"""

REVERSE = """
DROP TRIGGER IF EXISTS ledger_fold ON public.ledger_entry;
DROP FUNCTION IF EXISTS public.ledger_fold();
DROP FUNCTION IF EXISTS public.ledger_first(text, text[]);
DROP POLICY IF EXISTS ledger_entry_append ON public.ledger_entry;
DROP POLICY IF EXISTS ledger_entry_read ON public.ledger_entry;
ALTER TABLE public.ledger_entry DISABLE ROW LEVEL SECURITY;
ALTER TABLE public.ledger_entry ALTER COLUMN tenant DROP DEFAULT, ALTER COLUMN recorded_at DROP DEFAULT;
DROP FUNCTION IF EXISTS public.laksa_city();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, REVERSE)]
