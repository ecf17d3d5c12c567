-- The check character of a report number by ISO 7064 MOD 37,36, over its digits (`core.common.numbers`).
CREATE OR REPLACE FUNCTION public.ledger_check_character(report text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp
AS $$
DECLARE
  alphabet constant text := '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  sum int := 18;
  digit text;
BEGIN
  FOREACH digit IN ARRAY regexp_split_to_array(regexp_replace(report, '-[^-]*$|-', '', 'g'), '') LOOP
    sum := (CASE WHEN sum = 0 THEN 36 ELSE sum END * 2 % 37 + strpos(alphabet, digit) - 1) % 36;
  END LOOP;
  RETURN substr(alphabet, (37 - CASE WHEN sum = 0 THEN 36 ELSE sum END * 2 % 37) % 36 + 1, 1);
END $$;
REVOKE ALL ON FUNCTION public.ledger_check_character(text) FROM PUBLIC;
