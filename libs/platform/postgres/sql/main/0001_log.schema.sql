-- The record itself. Whatever stands here is appended and never changed; everything else can be rebuilt from it.
CREATE SCHEMA log;
REVOKE ALL ON SCHEMA log FROM PUBLIC;
GRANT USAGE ON SCHEMA log TO :office, :feed;
COMMENT ON SCHEMA log IS 'The sealed log and where its readers stand.';
