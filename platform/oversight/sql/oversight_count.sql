-- A delta for each change of a fact, by what it counts (decision 9).
-- Runs as the owner, for whichever city tells the ledger something: no role may write a delta itself.
CREATE OR REPLACE FUNCTION public.oversight_count() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO public.oversight_delta
      (sign, tenant, month, kind, category_group, unit_type, district, state, verify, follow_up, total,
       due_verify, due_follow_up, due_total, first_due, due_day, received_day, answered_day, asked, reopened,
       escalation_level, score)
    SELECT 1, c.* FROM public.oversight_cell(NEW) c;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO public.oversight_delta
      (sign, tenant, month, kind, category_group, unit_type, district, state, verify, follow_up, total,
       due_verify, due_follow_up, due_total, first_due, due_day, received_day, answered_day, asked, reopened,
       escalation_level, score)
    SELECT -1, c.* FROM public.oversight_cell(OLD) c;
  ELSE
    INSERT INTO public.oversight_delta
      (sign, tenant, month, kind, category_group, unit_type, district, state, verify, follow_up, total,
       due_verify, due_follow_up, due_total, first_due, due_day, received_day, answered_day, asked, reopened,
       escalation_level, score)
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
