-- Accounts, sign-in and the read audit. The feed has no right here, not even to see that a table exists by using it.
CREATE SCHEMA office;
REVOKE ALL ON SCHEMA office FROM PUBLIC;
GRANT USAGE ON SCHEMA office TO :office;
COMMENT ON SCHEMA office IS 'Accounts, sessions and the read audit of signed-in people.';
