"""Lateness stays with the city whose clock it was, stage by stage, whoever has the report afterwards.

`late_verify`, `late_first_follow_up` and `late_total` name the city that let the limit run out. They are set when a
stage is done or the report ended too late, and when a missed limit would stop showing: the report goes to another city,
or gets another due time by a corrected kind. Once set they stay. A decree (`recalculate`) moves due times by law.

Facts from before are brought up to date by the same rules. Safe to repeat.
"""

from django.db import migrations, models

FOLD = r"""
CREATE OR REPLACE FUNCTION public.ledger_fold() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  known public.ledger_fact%ROWTYPE;
  ended constant text[] := ARRAY['closed', 'rejected', 'withdrawn', 'merged', 'transferred'];
  followed constant text[] := ARRAY['in_progress', 'answered'];
  -- In these nobody has decided whether the report is the office's to follow up.
  undecided constant text[] := ARRAY['submitted', 'needs_info', 'withdrawn', 'transferred'];
  is_over boolean := NEW.state = ANY (ended);
BEGIN
  SELECT * INTO known FROM public.ledger_fact WHERE number = NEW.number FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO public.ledger_fact (number, tenant, seq, state, kind, category_group, unit_type, area_code,
      received_at, due_verify, due_first_follow_up, due_total, head)
    VALUES (NEW.number, NEW.tenant, NEW.seq, NEW.state, NEW.kind, NEW.category_group, NEW.unit_type, NEW.area_code,
      NEW.recorded_at, NEW.due_verify, NEW.due_first_follow_up, NEW.due_total, NEW.entry_hash);
    RETURN NULL;
  END IF;
  IF NEW.event LIKE 'undo\_%' THEN
    known.first_follow_up_at := public.ledger_first(NEW.number, followed);
    known.answered_at := public.ledger_first(NEW.number, ARRAY['answered']);
    known.ended_at := NULL;
  END IF;
  IF known.verified_at IS NULL AND known.due_verify < NEW.recorded_at
     AND (is_over OR NEW.state <> ALL (undecided)
          OR NEW.event <> 'recalculate' AND NEW.due_verify IS DISTINCT FROM known.due_verify) THEN
    known.late_verify := coalesce(known.late_verify, known.tenant);
  END IF;
  IF known.first_follow_up_at IS NULL AND known.due_first_follow_up < NEW.recorded_at
     AND (is_over OR NEW.state = ANY (followed)
          OR NEW.event <> 'recalculate' AND NEW.due_first_follow_up IS DISTINCT FROM known.due_first_follow_up) THEN
    known.late_first_follow_up := coalesce(known.late_first_follow_up, known.tenant);
  END IF;
  IF known.answered_at IS NULL AND known.due_total < NEW.recorded_at
     AND (is_over OR NEW.state = 'answered'
          OR NEW.event <> 'recalculate' AND NEW.due_total IS DISTINCT FROM known.due_total) THEN
    known.late_total := coalesce(known.late_total, known.tenant);
  END IF;
  UPDATE public.ledger_fact SET
    tenant = NEW.tenant,
    late_verify = known.late_verify,
    late_first_follow_up = known.late_first_follow_up,
    late_total = known.late_total,
    pending_to = NEW.transfer_to,
    seq = NEW.seq,
    state = NEW.state,
    kind = NEW.kind,
    category_group = NEW.category_group,
    unit_type = NEW.unit_type,
    area_code = NEW.area_code,
    due_verify = NEW.due_verify,
    due_first_follow_up = NEW.due_first_follow_up,
    due_total = NEW.due_total,
    head = NEW.entry_hash,
    asked = known.asked + (NEW.event = 'ask')::int,
    reopened = known.reopened + (NEW.event = 'reopen')::int,
    escalation_level = greatest(known.escalation_level, coalesce(NEW.escalation_level, 0)),
    score = coalesce(NEW.score, known.score),
    verified_at = CASE WHEN NEW.state <> ALL (undecided)
      THEN coalesce(known.verified_at, NEW.recorded_at) ELSE known.verified_at END,
    first_follow_up_at = CASE WHEN NEW.state = ANY (followed)
      THEN coalesce(known.first_follow_up_at, NEW.recorded_at) ELSE known.first_follow_up_at END,
    answered_at = CASE WHEN NEW.state = 'answered'
      THEN coalesce(known.answered_at, NEW.recorded_at) ELSE known.answered_at END,
    ended_at = CASE WHEN is_over THEN coalesce(known.ended_at, NEW.recorded_at) ELSE NULL END
  WHERE number = NEW.number;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.ledger_fold() FROM PUBLIC;
"""

# What the trigger would have set had it been there from the start: only reports that were late at some event.
FILL = r"""
DO $$
DECLARE
  report record;
  told public.ledger_entry%ROWTYPE;
  last public.ledger_entry%ROWTYPE;
  verified timestamptz; followed timestamptz; answered timestamptz;
  late_v text; late_f text; late_t text;
  is_over boolean;
BEGIN
  FOR report IN
    SELECT DISTINCT b.number FROM public.ledger_entry a JOIN public.ledger_entry b ON b.number = a.number AND b.seq > a.seq
     WHERE least(a.due_verify, a.due_first_follow_up, a.due_total) < b.recorded_at
  LOOP
    verified := NULL; followed := NULL; answered := NULL; late_v := NULL; late_f := NULL; late_t := NULL;
    last := NULL;
    FOR told IN SELECT * FROM public.ledger_entry WHERE number = report.number ORDER BY seq LOOP
      IF last.number IS NOT NULL THEN
        IF told.event LIKE 'undo\_%' THEN
          IF followed = last.recorded_at THEN followed := NULL; END IF;
          IF answered = last.recorded_at THEN answered := NULL; END IF;
        END IF;
        is_over := told.state IN ('closed', 'rejected', 'withdrawn', 'merged', 'transferred');
        IF verified IS NULL AND last.due_verify < told.recorded_at
           AND (is_over OR told.state NOT IN ('submitted', 'needs_info', 'withdrawn', 'transferred')
                OR told.event <> 'recalculate' AND told.due_verify IS DISTINCT FROM last.due_verify) THEN
          late_v := coalesce(late_v, last.tenant);
        END IF;
        IF followed IS NULL AND last.due_first_follow_up < told.recorded_at
           AND (is_over OR told.state IN ('in_progress', 'answered') OR told.event <> 'recalculate'
                AND told.due_first_follow_up IS DISTINCT FROM last.due_first_follow_up) THEN
          late_f := coalesce(late_f, last.tenant);
        END IF;
        IF answered IS NULL AND last.due_total < told.recorded_at
           AND (is_over OR told.state = 'answered'
                OR told.event <> 'recalculate' AND told.due_total IS DISTINCT FROM last.due_total) THEN
          late_t := coalesce(late_t, last.tenant);
        END IF;
        IF told.state NOT IN ('submitted', 'needs_info', 'withdrawn', 'transferred') THEN
          verified := coalesce(verified, told.recorded_at);
        END IF;
        IF told.state IN ('in_progress', 'answered') THEN followed := coalesce(followed, told.recorded_at); END IF;
        IF told.state = 'answered' THEN answered := coalesce(answered, told.recorded_at); END IF;
      END IF;
      last := told;
    END LOOP;
    UPDATE public.ledger_fact SET late_verify = late_v, late_first_follow_up = late_f, late_total = late_t
     WHERE number = report.number;
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_witnesses")]

    operations = [
        migrations.AddField("fact", "late_verify", models.CharField(max_length=5, null=True)),
        migrations.AddField("fact", "late_first_follow_up", models.CharField(max_length=5, null=True)),
        migrations.AddField("fact", "late_total", models.CharField(max_length=5, null=True)),
        migrations.RunSQL(FOLD, migrations.RunSQL.noop),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
