-- Nothing is counted yet: the mark from which the first sweep goes on, and the working days without a calendar.

INSERT INTO public.oversight_mark (id, swept_at, calendar)
SELECT 1, '2000-01-01T00:00:00Z', '' WHERE NOT EXISTS (SELECT FROM public.oversight_mark);
SELECT public.oversight_number_days();
