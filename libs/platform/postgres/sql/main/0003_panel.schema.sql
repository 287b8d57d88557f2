-- Read models of the panel. The office makes and drops its tables while it runs, so it needs CREATE; the feed has nothing.
CREATE SCHEMA panel;
REVOKE ALL ON SCHEMA panel FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA panel TO :office;
COMMENT ON SCHEMA panel IS 'Read models for signed-in people; may be thrown away and rebuilt.';
