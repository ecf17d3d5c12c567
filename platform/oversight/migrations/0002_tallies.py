"""Tallies and deltas, and how a delta follows from a change of a fact (decision 9)."""

from django.db import migrations, models

FORWARD = r"""
-- What counts of a report as it stands, or no row where nothing counts. Days are those of the report's tenant, the
-- month is the province's. Plain SQL, so that PostgreSQL writes it into the statement that reads it.
CREATE OR REPLACE FUNCTION public.oversight_cell(f public.ledger_fact) RETURNS TABLE (
  tenant text, month date, kind text, category_group text, unit_type text, district text, state text,
  verify smallint, follow_up smallint, total smallint,
  due_verify timestamptz, due_follow_up timestamptz, due_total timestamptz, first_due timestamptz, due_day date,
  received_day date, answered_day date, asked boolean, reopened boolean, escalation_level smallint, score smallint)
LANGUAGE sql STABLE
AS $$
  SELECT f.tenant::text,
         date_trunc('month', f.received_at AT TIME ZONE province.time_zone)::date,
         f.kind::text, f.category_group::text, f.unit_type::text, left(f.area_code, 8), f.state::text,
         (CASE WHEN f.verified_at <= f.due_verify THEN 1
               WHEN f.verified_at > f.due_verify OR f.verified_at IS NULL AND f.ended_at > f.due_verify THEN 2
               WHEN f.verified_at IS NULL AND f.ended_at IS NULL AND f.due_verify IS NOT NULL THEN 3 END)::smallint,
         (CASE WHEN f.first_follow_up_at <= f.due_first_follow_up THEN 1
               WHEN f.first_follow_up_at > f.due_first_follow_up
                 OR f.first_follow_up_at IS NULL AND f.ended_at > f.due_first_follow_up THEN 2
               WHEN f.first_follow_up_at IS NULL AND f.ended_at IS NULL AND f.due_first_follow_up IS NOT NULL
                 THEN 3 END)::smallint,
         (CASE WHEN at.decided <= f.due_total THEN 1
               WHEN at.decided > f.due_total OR at.decided IS NULL AND f.ended_at > f.due_total THEN 2
               WHEN at.decided IS NULL AND f.ended_at IS NULL AND f.due_total IS NOT NULL THEN 3 END)::smallint,
         CASE WHEN f.verified_at IS NULL AND f.ended_at IS NULL THEN f.due_verify END,
         CASE WHEN f.first_follow_up_at IS NULL AND f.ended_at IS NULL THEN f.due_first_follow_up END,
         CASE WHEN at.decided IS NULL AND f.ended_at IS NULL THEN f.due_total END,
         CASE WHEN f.ended_at IS NULL THEN at.due END,
         CASE WHEN f.ended_at IS NULL THEN (at.due AT TIME ZONE city.time_zone)::date END,
         (f.received_at AT TIME ZONE city.time_zone)::date,
         (f.answered_at AT TIME ZONE city.time_zone)::date,
         f.asked > 0, f.reopened > 0, f.escalation_level, f.score
    FROM public.tenants_tenant province
    LEFT JOIN public.tenants_tenant own ON own.schema_name = f.tenant
   CROSS JOIN LATERAL (SELECT coalesce(own.time_zone, province.time_zone) AS time_zone) city
   CROSS JOIN LATERAL (SELECT
           coalesce(f.answered_at, CASE WHEN f.state = 'rejected' THEN f.ended_at END) AS decided,
           least(CASE WHEN f.verified_at IS NULL THEN f.due_verify END,
                 CASE WHEN f.first_follow_up_at IS NULL THEN f.due_first_follow_up END,
                 CASE WHEN f.answered_at IS NULL THEN f.due_total END) AS due) at
   WHERE province.schema_name = 'public' AND f.state <> 'transferred'
$$;

-- Runs as the owner, for whichever city tells the ledger something: no role may write a delta itself.
CREATE OR REPLACE FUNCTION public.oversight_count() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO public.oversight_delta (sign, {columns}) SELECT 1, c.* FROM public.oversight_cell(NEW) c;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO public.oversight_delta (sign, {columns}) SELECT -1, c.* FROM public.oversight_cell(OLD) c;
  ELSE
    INSERT INTO public.oversight_delta (sign, {columns})
    SELECT -1, c.* FROM (SELECT * FROM public.oversight_cell(OLD) EXCEPT SELECT * FROM public.oversight_cell(NEW)) c
    UNION ALL
    SELECT 1, c.* FROM (SELECT * FROM public.oversight_cell(NEW) EXCEPT SELECT * FROM public.oversight_cell(OLD)) c;
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.oversight_count() FROM PUBLIC;

DROP TRIGGER IF EXISTS oversight_count ON public.ledger_fact;
CREATE TRIGGER oversight_count AFTER INSERT OR UPDATE OR DELETE ON public.ledger_fact
  FOR EACH ROW EXECUTE FUNCTION public.oversight_count();

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

-- Open reports by the limits they have not met: what has run out since the last sweep, and the lists of late ones.
CREATE INDEX IF NOT EXISTS oversight_fact_verify ON public.ledger_fact (due_verify)
  WHERE ended_at IS NULL AND verified_at IS NULL;
CREATE INDEX IF NOT EXISTS oversight_fact_follow_up ON public.ledger_fact (due_first_follow_up)
  WHERE ended_at IS NULL AND first_follow_up_at IS NULL;
CREATE INDEX IF NOT EXISTS oversight_fact_total ON public.ledger_fact (due_total)
  WHERE ended_at IS NULL AND answered_at IS NULL;
CREATE INDEX IF NOT EXISTS oversight_fact_first_due ON public.ledger_fact (({first_due}), number)
  WHERE ended_at IS NULL;
CREATE INDEX IF NOT EXISTS oversight_fact_tenant_due ON public.ledger_fact (tenant, ({first_due}), number)
  WHERE ended_at IS NULL;

-- Deltas come and go all day: keep the table as small as what is pending.
ALTER TABLE public.oversight_delta
  SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_analyze_scale_factor = 0.5);

INSERT INTO public.oversight_mark (id, swept_at, calendar)
SELECT 1, '2000-01-01T00:00:00Z', '' WHERE NOT EXISTS (SELECT FROM public.oversight_mark);
SELECT public.oversight_number_days();

-- What was counted from facts until now, as deltas: the first compaction makes tallies of them.
DELETE FROM public.oversight_delta;
DELETE FROM public.oversight_tally;
DELETE FROM public.oversight_dueday;
INSERT INTO public.oversight_delta (sign, {columns})
SELECT 1, c.* FROM public.ledger_fact f CROSS JOIN LATERAL public.oversight_cell(f) c;
"""
COLUMNS = """tenant, month, kind, category_group, unit_type, district, state, verify, follow_up, total, due_verify,
      due_follow_up, due_total, first_due, due_day, received_day, answered_day, asked, reopened, escalation_level, score"""
# When the first of an open report's limits that it has not met runs out.
FIRST_DUE = """least(CASE WHEN verified_at IS NULL THEN due_verify END,
    CASE WHEN first_follow_up_at IS NULL THEN due_first_follow_up END,
    CASE WHEN answered_at IS NULL THEN due_total END)"""
FORWARD = FORWARD.replace("{columns}", COLUMNS).replace("{first_due}", FIRST_DUE)

REVERSE = """
DROP TRIGGER IF EXISTS oversight_count ON public.ledger_fact;
DROP TRIGGER IF EXISTS oversight_calendar_changed ON public.law_holiday;
DROP FUNCTION IF EXISTS public.oversight_count();
DROP FUNCTION IF EXISTS public.oversight_calendar_changed();
DROP FUNCTION IF EXISTS public.oversight_number_days();
DROP FUNCTION IF EXISTS public.oversight_calendar();
DROP FUNCTION IF EXISTS public.oversight_cell(public.ledger_fact);
DROP INDEX IF EXISTS public.oversight_fact_verify;
DROP INDEX IF EXISTS public.oversight_fact_follow_up;
DROP INDEX IF EXISTS public.oversight_fact_total;
DROP INDEX IF EXISTS public.oversight_fact_first_due;
DROP INDEX IF EXISTS public.oversight_fact_tenant_due;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0001_seals"),
        ("ledger", "0004_fold_the_procedure"),
        ("law", "0001_initial"),
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Delta",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sign", models.SmallIntegerField()),
                ("tenant", models.CharField(max_length=5)),
                ("month", models.DateField()),
                ("kind", models.CharField(max_length=15)),
                ("category_group", models.CharField(max_length=80)),
                ("unit_type", models.CharField(max_length=20)),
                ("district", models.CharField(max_length=13)),
                ("state", models.CharField(max_length=15)),
                ("verify", models.SmallIntegerField(null=True)),
                ("follow_up", models.SmallIntegerField(null=True)),
                ("total", models.SmallIntegerField(null=True)),
                ("due_verify", models.DateTimeField(null=True)),
                ("due_follow_up", models.DateTimeField(null=True)),
                ("due_total", models.DateTimeField(null=True)),
                ("first_due", models.DateTimeField(null=True)),
                ("due_day", models.DateField(null=True)),
                ("received_day", models.DateField()),
                ("answered_day", models.DateField(null=True)),
                ("asked", models.BooleanField()),
                ("reopened", models.BooleanField()),
                ("escalation_level", models.SmallIntegerField()),
                ("score", models.SmallIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="DueDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant", models.CharField(max_length=5)),
                ("day", models.DateField()),
                ("open", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("swept_at", models.DateTimeField()),
                ("calendar", models.CharField(blank=True, max_length=32)),
                ("rebuilt_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="WorkDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("number", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "cut",
                        "value",
                        "grain",
                        "start",
                        "tenant",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("cut", models.CharField(max_length=10)),
                ("value", models.CharField(max_length=100)),
                ("grain", models.CharField(max_length=1)),
                ("start", models.DateField()),
                ("tenant", models.CharField(max_length=5)),
                ("submitted", models.IntegerField(db_default=0, default=0)),
                ("needs_info", models.IntegerField(db_default=0, default=0)),
                ("verified", models.IntegerField(db_default=0, default=0)),
                ("dispatched", models.IntegerField(db_default=0, default=0)),
                ("in_progress", models.IntegerField(db_default=0, default=0)),
                ("answered", models.IntegerField(db_default=0, default=0)),
                ("closed", models.IntegerField(db_default=0, default=0)),
                ("rejected", models.IntegerField(db_default=0, default=0)),
                ("withdrawn", models.IntegerField(db_default=0, default=0)),
                ("merged", models.IntegerField(db_default=0, default=0)),
                ("verify_met", models.IntegerField(db_default=0, default=0)),
                ("follow_up_met", models.IntegerField(db_default=0, default=0)),
                ("total_met", models.IntegerField(db_default=0, default=0)),
                ("verify_late", models.IntegerField(db_default=0, default=0)),
                ("follow_up_late", models.IntegerField(db_default=0, default=0)),
                ("total_late", models.IntegerField(db_default=0, default=0)),
                ("verify_ran_out", models.IntegerField(db_default=0, default=0)),
                ("follow_up_ran_out", models.IntegerField(db_default=0, default=0)),
                ("total_ran_out", models.IntegerField(db_default=0, default=0)),
                ("overdue", models.IntegerField(db_default=0, default=0)),
                ("asked", models.IntegerField(db_default=0, default=0)),
                ("reopened", models.IntegerField(db_default=0, default=0)),
                ("escalated_1", models.IntegerField(db_default=0, default=0)),
                ("escalated_2", models.IntegerField(db_default=0, default=0)),
                ("escalated_3", models.IntegerField(db_default=0, default=0)),
                ("score_1", models.IntegerField(db_default=0, default=0)),
                ("score_2", models.IntegerField(db_default=0, default=0)),
                ("score_3", models.IntegerField(db_default=0, default=0)),
                ("score_4", models.IntegerField(db_default=0, default=0)),
                ("measured", models.IntegerField(db_default=0, default=0)),
                ("within_00", models.IntegerField(db_default=0, default=0)),
                ("within_01", models.IntegerField(db_default=0, default=0)),
                ("within_02", models.IntegerField(db_default=0, default=0)),
                ("within_03", models.IntegerField(db_default=0, default=0)),
                ("within_04", models.IntegerField(db_default=0, default=0)),
                ("within_05", models.IntegerField(db_default=0, default=0)),
                ("within_06", models.IntegerField(db_default=0, default=0)),
                ("within_07", models.IntegerField(db_default=0, default=0)),
                ("within_08", models.IntegerField(db_default=0, default=0)),
                ("within_09", models.IntegerField(db_default=0, default=0)),
                ("within_10", models.IntegerField(db_default=0, default=0)),
                ("within_11", models.IntegerField(db_default=0, default=0)),
                ("within_12", models.IntegerField(db_default=0, default=0)),
                ("within_13", models.IntegerField(db_default=0, default=0)),
                ("within_14", models.IntegerField(db_default=0, default=0)),
                ("within_15", models.IntegerField(db_default=0, default=0)),
                ("within_16", models.IntegerField(db_default=0, default=0)),
                ("within_17", models.IntegerField(db_default=0, default=0)),
                ("within_18", models.IntegerField(db_default=0, default=0)),
                ("within_19", models.IntegerField(db_default=0, default=0)),
                ("within_20", models.IntegerField(db_default=0, default=0)),
                ("within_21", models.IntegerField(db_default=0, default=0)),
                ("within_22", models.IntegerField(db_default=0, default=0)),
                ("within_23", models.IntegerField(db_default=0, default=0)),
                ("within_24", models.IntegerField(db_default=0, default=0)),
                ("within_25", models.IntegerField(db_default=0, default=0)),
                ("within_26", models.IntegerField(db_default=0, default=0)),
                ("within_27", models.IntegerField(db_default=0, default=0)),
                ("within_28", models.IntegerField(db_default=0, default=0)),
                ("within_29", models.IntegerField(db_default=0, default=0)),
                ("within_30", models.IntegerField(db_default=0, default=0)),
                ("within_31", models.IntegerField(db_default=0, default=0)),
                ("within_32", models.IntegerField(db_default=0, default=0)),
                ("within_33", models.IntegerField(db_default=0, default=0)),
                ("within_34", models.IntegerField(db_default=0, default=0)),
                ("within_35", models.IntegerField(db_default=0, default=0)),
                ("within_36", models.IntegerField(db_default=0, default=0)),
                ("within_37", models.IntegerField(db_default=0, default=0)),
                ("within_38", models.IntegerField(db_default=0, default=0)),
                ("within_39", models.IntegerField(db_default=0, default=0)),
                ("within_40", models.IntegerField(db_default=0, default=0)),
                ("within_41", models.IntegerField(db_default=0, default=0)),
                ("within_42", models.IntegerField(db_default=0, default=0)),
                ("within_43", models.IntegerField(db_default=0, default=0)),
                ("within_44", models.IntegerField(db_default=0, default=0)),
                ("within_45", models.IntegerField(db_default=0, default=0)),
                ("within_46", models.IntegerField(db_default=0, default=0)),
                ("within_47", models.IntegerField(db_default=0, default=0)),
                ("within_48", models.IntegerField(db_default=0, default=0)),
                ("within_49", models.IntegerField(db_default=0, default=0)),
                ("within_50", models.IntegerField(db_default=0, default=0)),
                ("within_51", models.IntegerField(db_default=0, default=0)),
                ("within_52", models.IntegerField(db_default=0, default=0)),
                ("within_53", models.IntegerField(db_default=0, default=0)),
                ("within_54", models.IntegerField(db_default=0, default=0)),
                ("within_55", models.IntegerField(db_default=0, default=0)),
                ("within_56", models.IntegerField(db_default=0, default=0)),
                ("within_57", models.IntegerField(db_default=0, default=0)),
                ("within_58", models.IntegerField(db_default=0, default=0)),
                ("within_59", models.IntegerField(db_default=0, default=0)),
                ("within_60", models.IntegerField(db_default=0, default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["tenant", "cut", "grain", "start"], name="oversight_tally_tenant")],
            },
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
