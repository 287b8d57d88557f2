-- Wrapped keys live in a database of their own: a copy of the log's database opens nothing.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO :keys;
COMMENT ON SCHEMA public IS 'Wrapped keys. The keys that wrap them are files outside of every database.';
