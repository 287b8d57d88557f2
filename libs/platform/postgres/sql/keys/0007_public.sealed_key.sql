-- A content key, sealed to one officer and the sealed box wrapped under a key-encryption key: reading takes both, and
-- a deleted row that survives in a backup or a dead tuple goes with the next rotation.
CREATE TABLE public.sealed_key (
  kid text NOT NULL REFERENCES public.content_key ON DELETE CASCADE,
  officer uuid NOT NULL REFERENCES public.officer ON DELETE CASCADE,
  kek int NOT NULL,
  wrapped bytea NOT NULL,
  PRIMARY KEY (kid, officer)
);
CREATE INDEX sealed_key_officer ON public.sealed_key (officer);
REVOKE ALL ON public.sealed_key FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.sealed_key TO :keys;
COMMENT ON TABLE public.sealed_key IS 'Level-2 content keys, a row for each officer who may open one.';
