-- Who may sign in. No DELETE: what an account did stays attributable; an account is closed by taking its roles away.
CREATE TABLE office.account (
  id uuid PRIMARY KEY,
  email text NOT NULL UNIQUE,
  roles text[] NOT NULL,
  password_hash text
);
REVOKE ALL ON office.account FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON office.account TO :office;
COMMENT ON TABLE office.account IS 'Accounts of signed-in people. Case roles are events and not kept here.';
