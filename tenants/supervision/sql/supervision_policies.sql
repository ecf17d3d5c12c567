-- Who may see and write what between Ombudsman and city: row policies take the city from the role.

ALTER TABLE public.supervision_request ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS request_read ON public.supervision_request;
CREATE POLICY request_read ON public.supervision_request FOR SELECT
  USING (public.laksa_city() IS NULL OR tenant = public.laksa_city());
DROP POLICY IF EXISTS request_seen ON public.supervision_request;
CREATE POLICY request_seen ON public.supervision_request FOR UPDATE
  USING (public.laksa_city() IS NULL OR tenant = public.laksa_city())
  WITH CHECK (public.laksa_city() IS NULL OR tenant = public.laksa_city());
DROP POLICY IF EXISTS request_send ON public.supervision_request;
CREATE POLICY request_send ON public.supervision_request FOR INSERT
  WITH CHECK (public.laksa_city() IS NULL);

ALTER TABLE public.supervision_reply ALTER COLUMN tenant SET DEFAULT public.laksa_city();
ALTER TABLE public.supervision_reply ALTER COLUMN at SET DEFAULT clock_timestamp();
ALTER TABLE public.supervision_reply ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS reply_read ON public.supervision_reply;
CREATE POLICY reply_read ON public.supervision_reply FOR SELECT
  USING (public.laksa_city() IS NULL OR tenant = public.laksa_city());
DROP POLICY IF EXISTS reply_write ON public.supervision_reply;
CREATE POLICY reply_write ON public.supervision_reply FOR INSERT
  WITH CHECK (
    from_city = (public.laksa_city() IS NOT NULL)
    AND (public.laksa_city() IS NULL OR tenant = public.laksa_city())
    AND EXISTS (
      SELECT 1 FROM public.supervision_request r
       WHERE r.id = request_id AND r.tenant = supervision_reply.tenant AND r.state <> 'closed'
    )
  );

ALTER TABLE public.supervision_statement ALTER COLUMN tenant SET DEFAULT public.laksa_city();
ALTER TABLE public.supervision_statement ALTER COLUMN at SET DEFAULT clock_timestamp();
ALTER TABLE public.supervision_statement ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS statement_read ON public.supervision_statement;
CREATE POLICY statement_read ON public.supervision_statement FOR SELECT
  USING (public.laksa_city() IS NULL OR tenant = public.laksa_city());
DROP POLICY IF EXISTS statement_write ON public.supervision_statement;
CREATE POLICY statement_write ON public.supervision_statement FOR INSERT
  WITH CHECK (tenant = public.laksa_city());
DROP POLICY IF EXISTS statement_withdraw ON public.supervision_statement;
CREATE POLICY statement_withdraw ON public.supervision_statement FOR UPDATE
  USING (tenant = public.laksa_city()) WITH CHECK (tenant = public.laksa_city());
