-- Read models that anyone may read. The office owns what it makes here and grants each view to the feed by name;
-- no default privilege does it, so a table that somebody forgot about stays invisible.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO :office;
GRANT USAGE ON SCHEMA public TO :feed;
COMMENT ON SCHEMA public IS 'Read models for everyone; may be thrown away and rebuilt.';
