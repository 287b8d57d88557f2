-- Where each copy of a read model stands. A rebuild fills a new generation beside the live one and then moves `live`
-- over in one transaction; `position` is also the fence: a runner writes only if it still finds the position it read.
CREATE TABLE log.projection (
  name text NOT NULL,
  generation int NOT NULL,
  version int NOT NULL,
  position bigint NOT NULL,
  table_name text NOT NULL,
  status text NOT NULL,
  live boolean NOT NULL DEFAULT false,
  stopped_at bigint,
  stopped_reason text,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (name, generation)
);
CREATE UNIQUE INDEX projection_one_live ON log.projection (name) WHERE live;
REVOKE ALL ON log.projection FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON log.projection TO :office;
COMMENT ON TABLE log.projection IS 'Checkpoints of the read models.';
COMMENT ON COLUMN log.projection.stopped_at IS 'Position of the event that the view could not fold; null while it runs.';
-- The public server says how far its views have read; why one stopped stays here.
GRANT SELECT (name, position, live, stopped_at) ON log.projection TO :feed;
