-- Second lock behind the missing rights: also stops the owner of the tables, for example a hand in psql.
CREATE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION '% on %.% refused: its rows are the evidence and are only ever added', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation',
          HINT = 'To correct, append an event. To forget a person, destroy their key: daylight does both.';
END
$$;
REVOKE ALL ON FUNCTION log.refuse_change() FROM PUBLIC;
COMMENT ON FUNCTION log.refuse_change() IS 'Trigger of append-only tables.';
