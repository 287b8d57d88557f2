-- Only the digest of a token is stored: a copy of this table signs nobody in.
CREATE TABLE office.bearer (
  token_sha256 bytea PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES office.account,
  issued_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX bearer_account ON office.bearer (account_id);
REVOKE ALL ON office.bearer FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON office.bearer TO :office;
COMMENT ON TABLE office.bearer IS 'Bearer tokens that are valid until they expire or are deleted.';
