-- A city appends to the ledger in its own name and reads nothing of it; when it did so is the database's word.

ALTER TABLE public.ledger_entry ALTER COLUMN tenant SET DEFAULT public.laksa_city();
ALTER TABLE public.ledger_entry ALTER COLUMN recorded_at SET DEFAULT clock_timestamp();
ALTER TABLE public.ledger_entry ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS ledger_entry_append ON public.ledger_entry;
CREATE POLICY ledger_entry_append ON public.ledger_entry FOR INSERT
  WITH CHECK (tenant = public.laksa_city());
DROP POLICY IF EXISTS ledger_entry_read ON public.ledger_entry;
CREATE POLICY ledger_entry_read ON public.ledger_entry FOR SELECT
  USING (public.laksa_city() IS NULL);

-- Each column within its bounds. NOT VALID: a row that breaks one of them does not stop a restore, and
-- `laksa audit verify` names it.

ALTER TABLE public.ledger_entry
  DROP CONSTRAINT IF EXISTS ledger_entry_tenant,
  DROP CONSTRAINT IF EXISTS ledger_entry_number,
  DROP CONSTRAINT IF EXISTS ledger_entry_seq,
  DROP CONSTRAINT IF EXISTS ledger_entry_event,
  DROP CONSTRAINT IF EXISTS ledger_entry_state,
  DROP CONSTRAINT IF EXISTS ledger_entry_kind,
  DROP CONSTRAINT IF EXISTS ledger_entry_words,
  DROP CONSTRAINT IF EXISTS ledger_entry_area,
  DROP CONSTRAINT IF EXISTS ledger_entry_times,
  DROP CONSTRAINT IF EXISTS ledger_entry_due,
  DROP CONSTRAINT IF EXISTS ledger_entry_hash,
  DROP CONSTRAINT IF EXISTS ledger_entry_transfer_to,
  DROP CONSTRAINT IF EXISTS ledger_entry_score,
  DROP CONSTRAINT IF EXISTS ledger_entry_level;
ALTER TABLE public.ledger_entry
  ADD CONSTRAINT ledger_entry_tenant CHECK (tenant ~ '^t[0-9]{4}$') NOT VALID,
  ADD CONSTRAINT ledger_entry_number
    CHECK (number ~ '^[0-9]{4}-[0-9]{2}-([0-9]{6}|[1-9][0-9]{6,9})-[0-9A-Z]$') NOT VALID,
  ADD CONSTRAINT ledger_entry_seq CHECK (seq BETWEEN 1 AND 1000000) NOT VALID,
  ADD CONSTRAINT ledger_entry_event CHECK (event ~ '^[a-z]+(_[a-z]+)*$') NOT VALID,
  ADD CONSTRAINT ledger_entry_state CHECK (state IN ('submitted', 'needs_info', 'verified', 'dispatched',
    'in_progress', 'answered', 'closed', 'rejected', 'withdrawn', 'merged', 'transferred')) NOT VALID,
  ADD CONSTRAINT ledger_entry_kind
    CHECK (kind IN ('complaint', 'aspiration', 'information', 'misconduct')) NOT VALID,
  ADD CONSTRAINT ledger_entry_words CHECK (category_group || unit_type !~ '[[:cntrl:]]') NOT VALID,
  ADD CONSTRAINT ledger_entry_area
    CHECK (area_code ~ '^([0-9]{2}\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?$') NOT VALID,
  ADD CONSTRAINT ledger_entry_times CHECK (isfinite(recorded_at)
    AND occurred_at BETWEEN '2000-01-01T00:00Z' AND '2100-01-01T00:00Z') NOT VALID,
  -- The longest limit of the law is 60 working days; five years leave room for every extension.
  ADD CONSTRAINT ledger_entry_due CHECK (
    due_verify BETWEEN '2000-01-01T00:00Z' AND recorded_at + interval '5 years'
    AND due_first_follow_up BETWEEN '2000-01-01T00:00Z' AND recorded_at + interval '5 years'
    AND due_total BETWEEN '2000-01-01T00:00Z' AND recorded_at + interval '5 years') NOT VALID,
  ADD CONSTRAINT ledger_entry_hash CHECK (octet_length(entry_hash) = 32) NOT VALID,
  ADD CONSTRAINT ledger_entry_transfer_to CHECK (transfer_to ~ '^t[0-9]{4}$') NOT VALID,
  ADD CONSTRAINT ledger_entry_score CHECK (score BETWEEN 1 AND 4) NOT VALID,
  ADD CONSTRAINT ledger_entry_level CHECK (escalation_level BETWEEN 1 AND 3) NOT VALID;
