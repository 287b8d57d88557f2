-- Who read what: written before the answer leaves. A hash chain (`hash` covers the row and `prev`); its head goes into
-- the main log once a day, so that a row removed by the database's owner is noticed.
CREATE TABLE office.access_log (
  seq bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  principal uuid,
  operation text NOT NULL,
  subject text,
  detail jsonb,
  prev bytea,
  hash bytea NOT NULL UNIQUE
);
CREATE TRIGGER access_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON office.access_log
  FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE office.access_log ENABLE ALWAYS TRIGGER access_log_append_only;
REVOKE ALL ON office.access_log FROM PUBLIC;
GRANT SELECT, INSERT ON office.access_log TO :office;
COMMENT ON TABLE office.access_log IS 'The read audit, append-only. prev is zero bytes in the first row only.';
