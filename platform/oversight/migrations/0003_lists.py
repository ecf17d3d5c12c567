from django.db import migrations, models

# The lists of what was late, asked about, opened again or escalated, in the order reports came in: everything such a
# list is filtered by is in the index, so that what is rare is found without reading the table. Whether a limit that
# is not met has run out depends on the clock; every report that has not met it is in.
FORWARD = r"""
CREATE INDEX IF NOT EXISTS oversight_fact_received ON public.ledger_fact (received_at, number);
CREATE INDEX IF NOT EXISTS oversight_fact_listed ON public.ledger_fact (received_at, number, {columns})
  WHERE {any};
CREATE INDEX IF NOT EXISTS oversight_fact_tenant_listed ON public.ledger_fact (tenant, received_at, number, {columns})
  WHERE {any};
-- Everything that was received of one category group, and of a kind in it.
CREATE INDEX IF NOT EXISTS oversight_fact_grouped ON public.ledger_fact (category_group, received_at, number, kind);
-- Open reports by the limit that ran out first, with what their lists are filtered by.
CREATE INDEX IF NOT EXISTS oversight_fact_overdue
  ON public.ledger_fact (({first_due}), number, kind, category_group, unit_type) WHERE ended_at IS NULL;
CREATE INDEX IF NOT EXISTS oversight_fact_tenant_overdue
  ON public.ledger_fact (tenant, ({first_due}), number, kind, category_group, unit_type) WHERE ended_at IS NULL;
DROP INDEX IF EXISTS public.oversight_fact_first_due;
DROP INDEX IF EXISTS public.oversight_fact_tenant_due;
-- Nothing looks for a fact by the beginning of its number.
DROP INDEX IF EXISTS public.ledger_fact_number_97d65bc3_like;
"""
BACKWARD = """
DROP INDEX IF EXISTS public.oversight_fact_received;
DROP INDEX IF EXISTS public.oversight_fact_listed;
DROP INDEX IF EXISTS public.oversight_fact_tenant_listed;
DROP INDEX IF EXISTS public.oversight_fact_grouped;
CREATE INDEX IF NOT EXISTS oversight_fact_first_due ON public.ledger_fact (({first_due}), number)
  WHERE ended_at IS NULL;
CREATE INDEX IF NOT EXISTS oversight_fact_tenant_due ON public.ledger_fact (tenant, ({first_due}), number)
  WHERE ended_at IS NULL;
DROP INDEX IF EXISTS public.oversight_fact_overdue;
DROP INDEX IF EXISTS public.oversight_fact_tenant_overdue;
CREATE INDEX IF NOT EXISTS ledger_fact_number_97d65bc3_like ON public.ledger_fact (number varchar_pattern_ops);
"""
MISSED = (
    "coalesce(verified_at, 'infinity'::timestamptz) > due_verify",
    "coalesce(first_follow_up_at, 'infinity'::timestamptz) > due_first_follow_up",
    "coalesce(answered_at, CASE WHEN state = 'rejected' THEN ended_at END, 'infinity'::timestamptz) > due_total",
)
WORDS = {
    "first_due": """least(CASE WHEN verified_at IS NULL THEN due_verify END,
    CASE WHEN first_follow_up_at IS NULL THEN due_first_follow_up END,
    CASE WHEN answered_at IS NULL THEN due_total END)""",
    "columns": ", ".join(
        (*(f"({late})" for late in MISSED), "asked, reopened, escalation_level, kind, category_group, unit_type")
    ),
    "any": " OR ".join((*(f"({late})" for late in MISSED), "asked > 0", "reopened > 0", "escalation_level > 0")),
}


class Migration(migrations.Migration):
    """Lists at the size of the country; which cities were found faulty, without a look at every check there was.

    While the indexes are made what cities tell the ledger waits: half a minute with ten million facts.
    """

    dependencies = [("oversight", "0002_tallies"), ("ledger", "0005_count_what_was_asked")]

    operations = [
        migrations.AddIndex(
            model_name="integritycheck",
            index=models.Index(fields=["checked_at"], name="oversight_check_faulty", condition=models.Q(faults__gt=0)),
        ),
        migrations.RunSQL(FORWARD.format(**WORDS), BACKWARD.format(**WORDS)),
    ]
