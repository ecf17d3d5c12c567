-- What counts of a report as it stands: a row for the city that has it, and one for each other city that has missed a
-- limit of it, in which nothing but that counts. Days are those of the report's tenant, the month is the province's.
-- Plain SQL, so that PostgreSQL writes it into the statement that reads it.
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
         (CASE WHEN f.late_verify <> f.tenant THEN NULL
               WHEN f.late_verify IS NOT NULL THEN 2
               WHEN f.verified_at <= f.due_verify THEN 1
               WHEN f.verified_at > f.due_verify OR f.verified_at IS NULL AND f.ended_at > f.due_verify THEN 2
               WHEN f.verified_at IS NULL AND f.ended_at IS NULL AND f.due_verify IS NOT NULL THEN 3 END)::smallint,
         (CASE WHEN f.late_first_follow_up <> f.tenant THEN NULL
               WHEN f.late_first_follow_up IS NOT NULL THEN 2
               WHEN f.first_follow_up_at <= f.due_first_follow_up THEN 1
               WHEN f.first_follow_up_at > f.due_first_follow_up
                 OR f.first_follow_up_at IS NULL AND f.ended_at > f.due_first_follow_up THEN 2
               WHEN f.first_follow_up_at IS NULL AND f.ended_at IS NULL AND f.due_first_follow_up IS NOT NULL
                 THEN 3 END)::smallint,
         (CASE WHEN f.late_total <> f.tenant THEN NULL
               WHEN f.late_total IS NOT NULL THEN 2
               WHEN at.decided <= f.due_total THEN 1
               WHEN at.decided > f.due_total OR at.decided IS NULL AND f.ended_at > f.due_total THEN 2
               WHEN at.decided IS NULL AND f.ended_at IS NULL AND f.due_total IS NOT NULL THEN 3 END)::smallint,
         CASE WHEN f.late_verify IS NULL AND f.verified_at IS NULL AND f.ended_at IS NULL THEN f.due_verify END,
         CASE WHEN f.late_first_follow_up IS NULL AND f.first_follow_up_at IS NULL AND f.ended_at IS NULL
              THEN f.due_first_follow_up END,
         CASE WHEN f.late_total IS NULL AND at.decided IS NULL AND f.ended_at IS NULL THEN f.due_total END,
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
           least(CASE WHEN f.verified_at IS NULL AND coalesce(f.late_verify, f.tenant) = f.tenant
                      THEN f.due_verify END,
                 CASE WHEN f.first_follow_up_at IS NULL AND coalesce(f.late_first_follow_up, f.tenant) = f.tenant
                      THEN f.due_first_follow_up END,
                 CASE WHEN f.answered_at IS NULL AND coalesce(f.late_total, f.tenant) = f.tenant
                      THEN f.due_total END) AS due) at
   WHERE province.schema_name = 'public' AND f.state <> 'transferred'
  UNION ALL
  SELECT late.tenant, date_trunc('month', f.received_at AT TIME ZONE province.time_zone)::date,
         f.kind::text, f.category_group::text, f.unit_type::text, '', '',
         CASE WHEN f.late_verify = late.tenant THEN 2 END::smallint,
         CASE WHEN f.late_first_follow_up = late.tenant THEN 2 END::smallint,
         CASE WHEN f.late_total = late.tenant THEN 2 END::smallint,
         NULL, NULL, NULL, NULL, NULL, (f.received_at AT TIME ZONE province.time_zone)::date, NULL, false, false,
         0::smallint, NULL
    FROM public.tenants_tenant province
   CROSS JOIN LATERAL (
         SELECT DISTINCT name::text AS tenant
           FROM unnest(ARRAY[f.late_verify, f.late_first_follow_up, f.late_total]) name
          WHERE name <> f.tenant) late
   WHERE province.schema_name = 'public' AND f.state <> 'transferred'
$$;
