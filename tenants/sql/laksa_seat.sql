-- The seat of a session: `<prefix>_t3671` -> `t3671`, likewise gate, province and worker; NULL for the owner.
-- session_user is who logged in, which nobody but a superuser can change. A SET ROLE counts only for a login that is no
-- seat's: the crossing's, the owner's, or the single one of older versions. Never current_user: inside a SECURITY
-- DEFINER function that is the function's owner.
CREATE OR REPLACE FUNCTION public.laksa_seat() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT coalesce(
    substring(session_user::text FROM '_(t[0-9]{4}|gate|province|worker)$'),
    substring(pg_catalog.current_setting('role') FROM '_(t[0-9]{4}|gate|province|worker)$')
  )
$$;

-- The city of a session; NULL for every other seat and for the owner.
CREATE OR REPLACE FUNCTION public.laksa_city() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT substring(coalesce(
    substring(session_user::text FROM '_(t[0-9]{4}|gate|province|worker)$'),
    substring(pg_catalog.current_setting('role') FROM '_(t[0-9]{4}|gate|province|worker)$')
  ) FROM '^t[0-9]{4}$')
$$;
