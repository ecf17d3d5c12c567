"""Entries that are nothing the province counts are told to the ledger by place and hash, so that seals hold them."""

from django.db import migrations, models

FORWARD = r"""
ALTER TABLE public.ledger_witness ALTER COLUMN recorded_at SET DEFAULT clock_timestamp();
ALTER TABLE public.ledger_witness DROP CONSTRAINT IF EXISTS ledger_witness_shape;
ALTER TABLE public.ledger_witness ADD CONSTRAINT ledger_witness_shape
  CHECK (seq >= 1 AND octet_length(entry_hash) = 32);
ALTER TABLE public.ledger_witness ENABLE ROW LEVEL SECURITY;
-- A city speaks for itself; who is no city (`tenants.grants`: the province) for the province.
DROP POLICY IF EXISTS ledger_witness_append ON public.ledger_witness;
CREATE POLICY ledger_witness_append ON public.ledger_witness FOR INSERT
  WITH CHECK (tenant = coalesce(public.laksa_city(), 'public'));
DROP POLICY IF EXISTS ledger_witness_read ON public.ledger_witness;
CREATE POLICY ledger_witness_read ON public.ledger_witness FOR SELECT
  USING (public.laksa_city() IS NULL);

-- What the histories have from before. Safe to repeat.
DO $$
DECLARE
  city text;
BEGIN
  FOR city IN SELECT nspname FROM pg_namespace
               WHERE (nspname ~ '^t[0-9]{4}$' OR nspname = 'public')
                 AND to_regclass(quote_ident(nspname) || '.audit_entry') IS NOT NULL
  LOOP
    EXECUTE format(
      'INSERT INTO public.ledger_witness (tenant, stream, seq, entry_hash) SELECT %L, stream, seq, hash'
      ' FROM %I.audit_entry e WHERE (stream IN (''kantor'', ''provinsi'')'
      ' OR action IN (''identity_read'', ''overseer_read'')) AND octet_length(hash) = 32'
      -- What came with a report from another city is told of by that city.
      ' AND NOT EXISTS (SELECT FROM %I.audit_entry r WHERE r.stream = e.stream AND r.seq > e.seq'
      ' AND r.action = ''receive'') ON CONFLICT DO NOTHING', city, city, city);
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_believe_nothing")]

    operations = [
        migrations.CreateModel(
            name="Witness",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tenant", models.CharField(max_length=6)),
                ("stream", models.CharField(max_length=20)),
                ("seq", models.IntegerField()),
                ("entry_hash", models.BinaryField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["tenant", "recorded_at"], name="ledger_witness_time")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "stream", "seq"), name="ledger_witness_once")
                ],
            },
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
