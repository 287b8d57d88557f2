-- Whoever may open what is sealed at level 2 for an audience. Another enrolment of the same account is another id: what
-- was sealed to the old key stays closed to the new one until somebody admits it.
CREATE TABLE public.officer (
  id uuid PRIMARY KEY,
  account text NOT NULL,
  audience text NOT NULL,
  public_key bytea NOT NULL,
  proof bytea NOT NULL,
  salt bytea NOT NULL,
  private_key bytea NOT NULL,
  enrolled_at timestamptz NOT NULL,
  UNIQUE (account, audience)
);
CREATE INDEX officer_audience ON public.officer (audience);
REVOKE ALL ON public.officer FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON public.officer TO :keys;
COMMENT ON TABLE public.officer IS 'X25519 key pairs of the officers of an audience.';
COMMENT ON COLUMN public.officer.proof IS 'Keyed digest of the row''s identity and public key: a row put in by other hands is not sealed to.';
COMMENT ON COLUMN public.officer.private_key IS 'Under a key that scrypt makes of the passphrase and the salt: nonce, tag, ciphertext.';
