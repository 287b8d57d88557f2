-- Which key-encryption key new rows are wrapped under. Whoever inserts one holds this row FOR SHARE, so that a rotation,
-- which moves it on, waits for them and knows afterwards that no row can come under an older key any more.
CREATE TABLE public.active_kek (
  one smallint PRIMARY KEY DEFAULT 1 CHECK (one = 1),
  version int NOT NULL CHECK (version > 0)
);
INSERT INTO public.active_kek (version) VALUES (1);
REVOKE ALL ON public.active_kek FROM PUBLIC;
GRANT SELECT, UPDATE ON public.active_kek TO :keys;
COMMENT ON TABLE public.active_kek IS 'One row: number of the key-encryption key for new rows, as of the last rotation.';
