"""Facts from before the column count how often the reporter was asked. Safe to repeat."""

from django.db import migrations

FORWARD = """
UPDATE public.ledger_fact f SET asked = told.asked
  FROM (SELECT number, count(*)::smallint AS asked FROM public.ledger_entry WHERE event = 'ask' GROUP BY number) told
 WHERE f.number = told.number AND f.asked <> told.asked;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_fold_the_procedure")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
