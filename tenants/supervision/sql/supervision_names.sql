-- Nobody of a city passes for the Ombudsman by a name with that word, or by one that only looks like it (0mbudsman,
-- Ombud5man, O m b u d s m a n): it is shown with the city's own before it. A copy of the name is read the way an eye
-- does: without marks, in one case, digits and letters of other alphabets as the letters they look like (Unicode TR 39,
-- for the letters of this word: small Latin, Greek, Cyrillic and Armenian letters, digits and signs, six for o, two for
-- m, five for b, four for u, two for d, four for s, five for a, four for n), nothing but letters, "rn" as "m".
CREATE OR REPLACE FUNCTION public.supervision_names() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
  IF public.laksa_city() IS NOT NULL
     AND replace(regexp_replace(translate(lower(normalize(NEW.author_label, NFKD)),
           '0°оοօσмϻ68ьвβυսцμԁđ5$ѕʂ4@аαɑпηոи',
           'oooooommbbbbbuuuuddssssaaaaannnn'), '[^a-z]', '', 'g'), 'rn', 'm') LIKE '%ombudsman%' THEN
    NEW.author_label := left((SELECT name FROM public.tenants_tenant WHERE schema_name = public.laksa_city())
      || ': ' || NEW.author_label, 150);
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION public.supervision_names() FROM PUBLIC;

DROP TRIGGER IF EXISTS supervision_names ON public.supervision_reply;
CREATE TRIGGER supervision_names BEFORE INSERT ON public.supervision_reply
  FOR EACH ROW EXECUTE FUNCTION public.supervision_names();

DROP TRIGGER IF EXISTS supervision_names ON public.supervision_statement;
CREATE TRIGGER supervision_names BEFORE INSERT ON public.supervision_statement
  FOR EACH ROW EXECUTE FUNCTION public.supervision_names();
