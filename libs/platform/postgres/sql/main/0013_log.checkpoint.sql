-- Every published head of the log: the publication horizon, and the answer to "since when is this entry public".
-- Derived: the signed notes are the evidence, and they stand in the log's files too. What a sealer signed last, which is
-- what keeps it from signing two histories, is not here but beside its key.
CREATE TABLE log.checkpoint (
  size bigint PRIMARY KEY CHECK (size > 0),
  -- Position of the last event that it covers: what projections compare with.
  position bigint NOT NULL,
  root text NOT NULL,
  published_at timestamptz NOT NULL,
  -- Whether as many witnesses as the policy asks for had confirmed it when it was published.
  quorum boolean NOT NULL,
  note text NOT NULL
);
CREATE TRIGGER checkpoint_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log.checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.checkpoint ENABLE ALWAYS TRIGGER checkpoint_append_only;
REVOKE ALL ON log.checkpoint FROM PUBLIC;
GRANT SELECT, INSERT ON log.checkpoint TO :office;
GRANT SELECT ON log.checkpoint TO :feed;
COMMENT ON TABLE log.checkpoint IS 'Published checkpoints, append-only. root is base64, note the signed note (C2SP tlog-checkpoint).';
