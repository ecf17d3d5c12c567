-- Deltas come and go all day: keep the table as small as what is pending.
ALTER TABLE public.oversight_delta
  SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_analyze_scale_factor = 0.5);
