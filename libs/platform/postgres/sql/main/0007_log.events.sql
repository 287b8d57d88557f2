-- The log. `leaf` is the signed text that is hashed into the tree; `body` holds openings and ciphertexts and is
-- stored outside the row, uncompressed (EXTERNAL): ciphertext does not shrink. No column is ever updated.
CREATE TABLE log.events (
  position bigint PRIMARY KEY,
  stream text NOT NULL,
  version int NOT NULL,
  event_id uuid NOT NULL UNIQUE,
  type text NOT NULL,
  schema_version smallint NOT NULL,
  recorded_at timestamptz NOT NULL,
  leaf text NOT NULL,
  body text NOT NULL,
  UNIQUE (stream, version)
);
ALTER TABLE log.events ALTER COLUMN body SET STORAGE EXTERNAL;

-- Statement level: also refuses a change that would touch no row. ALWAYS: replication settings do not switch it off.
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log.events
  FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.events ENABLE ALWAYS TRIGGER events_append_only;

REVOKE ALL ON log.events FROM PUBLIC;
GRANT SELECT, INSERT ON log.events TO :office;
-- What anyone may download anyway: the leaves. Not the stream, the type, the time or the body.
GRANT SELECT (position, leaf) ON log.events TO :feed;
COMMENT ON TABLE log.events IS 'Every event, append-only. position = index of its leaf in the log, dense from 0.';
