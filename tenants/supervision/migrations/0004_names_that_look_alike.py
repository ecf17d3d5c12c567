"""Nobody of a city passes for the Ombudsman by a name that only looks like it: 0mbudsman, Ombud5man, O m b u d s m a n.

A copy of the name is read the way an eye does: without marks, in one case, digits and letters of other alphabets as the
letters they look like (Unicode TR 39, for the letters of this word), nothing but letters, "rn" as "m".
"""

from django.db import migrations

# What looks like each letter of the word, in small Latin, Greek, Cyrillic and Armenian letters, digits and signs.
LOOKS_LIKE = {
    "o": "0\u00b0\u043e\u03bf\u0585\u03c3",
    "m": "\u043c\u03fb",
    "b": "68\u044c\u0432\u03b2",
    "u": "\u03c5\u057d\u0446\u03bc",
    "d": "\u0501\u0111",
    "s": "5$\u0455\u0282",
    "a": "4@\u0430\u03b1\u0251",
    "n": "\u043f\u03b7\u0578\u0438",
}
LOOKS = "".join(LOOKS_LIKE.values())
IS = "".join(letter * len(others) for letter, others in LOOKS_LIKE.items())

FORWARD = f"""
CREATE OR REPLACE FUNCTION public.supervision_names() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
  IF public.laksa_city() IS NOT NULL AND replace(regexp_replace(
       translate(lower(normalize(NEW.author_label, NFKD)), '{LOOKS}', '{IS}'), '[^a-z]', '', 'g'), 'rn', 'm')
     LIKE '%ombudsman%' THEN
    NEW.author_label := left((SELECT name FROM public.tenants_tenant WHERE schema_name = public.laksa_city())
      || ': ' || NEW.author_label, 150);
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION public.supervision_names() FROM PUBLIC;
"""  # noqa: S608 (constants)


class Migration(migrations.Migration):
    dependencies = [("supervision", "0003_times_and_names_of_a_city")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
