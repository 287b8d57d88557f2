-- The next position: one hot row. Its row lock is what makes positions dense and commit-ordered, so never hold it
-- while hashing, signing or calling out. The free space of fillfactor 10 keeps each update within its page.
CREATE TABLE log.ledger_head (
  log smallint PRIMARY KEY DEFAULT 0,
  position bigint NOT NULL
) WITH (fillfactor = 10);
INSERT INTO log.ledger_head (log, position) VALUES (0, 0);
REVOKE ALL ON log.ledger_head FROM PUBLIC;
GRANT SELECT, UPDATE ON log.ledger_head TO :office;
COMMENT ON TABLE log.ledger_head IS 'The next position of the log.';
