-- Finds a person again by a keyed digest of a name or number, without keeping it in clear.
CREATE TABLE public.alias (
  scope text NOT NULL,
  tag bytea NOT NULL,
  person uuid NOT NULL,
  PRIMARY KEY (scope, tag)
);
CREATE INDEX alias_person ON public.alias (person);
REVOKE ALL ON public.alias FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON public.alias TO :keys;
COMMENT ON TABLE public.alias IS 'Keyed digests by which a person is recognised; deleted with the person.';
