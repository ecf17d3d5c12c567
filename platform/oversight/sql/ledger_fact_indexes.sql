-- What the province looks for among all facts. Everything a list is filtered by is in its index, so that what is rare is
-- found without reading the table; `oversight.lists` and `oversight.tallies` write the same expressions.

-- Nothing looks for a fact by the beginning of its number. (Django makes this one.)
DROP INDEX IF EXISTS public.ledger_fact_number_97d65bc3_like;

-- Open reports by the limits they have not met: what has run out since the last sweep.
CREATE INDEX IF NOT EXISTS oversight_fact_verify ON public.ledger_fact (due_verify)
  WHERE ended_at IS NULL AND verified_at IS NULL;
CREATE INDEX IF NOT EXISTS oversight_fact_follow_up ON public.ledger_fact (due_first_follow_up)
  WHERE ended_at IS NULL AND first_follow_up_at IS NULL;
CREATE INDEX IF NOT EXISTS oversight_fact_total ON public.ledger_fact (due_total)
  WHERE ended_at IS NULL AND answered_at IS NULL;

-- Everything that was received, of all or of one category group, and of a kind in it.
CREATE INDEX IF NOT EXISTS oversight_fact_received ON public.ledger_fact (received_at, number);
CREATE INDEX IF NOT EXISTS oversight_fact_grouped ON public.ledger_fact (category_group, received_at, number, kind);

-- What was late, asked about, opened again or escalated, in the order reports came in. Whether a limit that is not met
-- has run out depends on the clock; every report that has not met it is in.
CREATE INDEX IF NOT EXISTS oversight_fact_listed ON public.ledger_fact (
    received_at, number,
    (late_verify IS NOT NULL OR coalesce(verified_at, 'infinity'::timestamptz) > due_verify),
    (late_first_follow_up IS NOT NULL
      OR coalesce(first_follow_up_at, 'infinity'::timestamptz) > due_first_follow_up),
    (late_total IS NOT NULL
      OR coalesce(answered_at, CASE WHEN state = 'rejected' THEN ended_at END, 'infinity'::timestamptz) > due_total),
    asked, reopened, escalation_level, kind, category_group, unit_type)
  WHERE (late_verify IS NOT NULL OR coalesce(verified_at, 'infinity'::timestamptz) > due_verify)
    OR (late_first_follow_up IS NOT NULL
      OR coalesce(first_follow_up_at, 'infinity'::timestamptz) > due_first_follow_up)
    OR (late_total IS NOT NULL
      OR coalesce(answered_at, CASE WHEN state = 'rejected' THEN ended_at END, 'infinity'::timestamptz) > due_total)
    OR asked > 0 OR reopened > 0 OR escalation_level > 0;
CREATE INDEX IF NOT EXISTS oversight_fact_tenant_listed ON public.ledger_fact (
    tenant, received_at, number,
    (late_verify IS NOT NULL OR coalesce(verified_at, 'infinity'::timestamptz) > due_verify),
    (late_first_follow_up IS NOT NULL
      OR coalesce(first_follow_up_at, 'infinity'::timestamptz) > due_first_follow_up),
    (late_total IS NOT NULL
      OR coalesce(answered_at, CASE WHEN state = 'rejected' THEN ended_at END, 'infinity'::timestamptz) > due_total),
    asked, reopened, escalation_level, kind, category_group, unit_type)
  WHERE (late_verify IS NOT NULL OR coalesce(verified_at, 'infinity'::timestamptz) > due_verify)
    OR (late_first_follow_up IS NOT NULL
      OR coalesce(first_follow_up_at, 'infinity'::timestamptz) > due_first_follow_up)
    OR (late_total IS NOT NULL
      OR coalesce(answered_at, CASE WHEN state = 'rejected' THEN ended_at END, 'infinity'::timestamptz) > due_total)
    OR asked > 0 OR reopened > 0 OR escalation_level > 0;

-- Open reports by the limit that ran out first, of those that no other city has missed before.
CREATE INDEX IF NOT EXISTS oversight_fact_overdue ON public.ledger_fact (
    (least(CASE WHEN verified_at IS NULL AND coalesce(late_verify, tenant) = tenant THEN due_verify END,
           CASE WHEN first_follow_up_at IS NULL AND coalesce(late_first_follow_up, tenant) = tenant
                THEN due_first_follow_up END,
           CASE WHEN answered_at IS NULL AND coalesce(late_total, tenant) = tenant THEN due_total END)),
    number, kind, category_group, unit_type)
  WHERE ended_at IS NULL;
CREATE INDEX IF NOT EXISTS oversight_fact_tenant_overdue ON public.ledger_fact (
    tenant,
    (least(CASE WHEN verified_at IS NULL AND coalesce(late_verify, tenant) = tenant THEN due_verify END,
           CASE WHEN first_follow_up_at IS NULL AND coalesce(late_first_follow_up, tenant) = tenant
                THEN due_first_follow_up END,
           CASE WHEN answered_at IS NULL AND coalesce(late_total, tenant) = tenant THEN due_total END)),
    number, kind, category_group, unit_type)
  WHERE ended_at IS NULL;

-- The late ones of one city: of the city that was late.
CREATE INDEX IF NOT EXISTS oversight_fact_late_verify ON public.ledger_fact (
    (coalesce(late_verify, tenant)), received_at, number, kind, category_group, unit_type)
  WHERE late_verify IS NOT NULL OR coalesce(verified_at, 'infinity'::timestamptz) > due_verify;
CREATE INDEX IF NOT EXISTS oversight_fact_late_first_follow_up ON public.ledger_fact (
    (coalesce(late_first_follow_up, tenant)), received_at, number, kind, category_group, unit_type)
  WHERE late_first_follow_up IS NOT NULL
    OR coalesce(first_follow_up_at, 'infinity'::timestamptz) > due_first_follow_up;
CREATE INDEX IF NOT EXISTS oversight_fact_late_total ON public.ledger_fact (
    (coalesce(late_total, tenant)), received_at, number, kind, category_group, unit_type)
  WHERE late_total IS NOT NULL
    OR coalesce(answered_at, CASE WHEN state = 'rejected' THEN ended_at END, 'infinity'::timestamptz) > due_total;
