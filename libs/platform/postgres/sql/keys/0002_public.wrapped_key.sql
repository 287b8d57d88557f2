-- One key for a holder, an audience and a class. Deleting the row (and destroying the wrapping key) is what erasure is;
-- UPDATE is for wrapping again under a new key-encryption key.
CREATE TABLE public.wrapped_key (
  kid text PRIMARY KEY,
  holder text NOT NULL,
  audience text NOT NULL,
  class text NOT NULL,
  kek int NOT NULL,
  wrapped bytea NOT NULL,
  created_at timestamptz NOT NULL,
  UNIQUE (holder, audience, class)
);
REVOKE ALL ON public.wrapped_key FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.wrapped_key TO :keys;
COMMENT ON TABLE public.wrapped_key IS 'Data keys, each wrapped by key-encryption key number kek.';
COMMENT ON COLUMN public.wrapped_key.holder IS 'case:<uuid> or person:<uuid>.';
