-- Entries that are nothing the province counts are told to the ledger by place and hash, so that seals hold them.

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
