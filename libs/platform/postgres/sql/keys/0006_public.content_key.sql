-- Content keys of level 2. Many for one holder, audience and class, since the process that seals forgets them after a
-- while and cannot open them again; the key itself stands only in sealed_key. Deleting the row forgets it for everyone.
CREATE TABLE public.content_key (
  kid text PRIMARY KEY,
  holder text NOT NULL,
  audience text NOT NULL,
  class text NOT NULL CHECK (class <> 'procedure'),
  created_at timestamptz NOT NULL
);
CREATE INDEX content_key_holder ON public.content_key (holder);
REVOKE ALL ON public.content_key FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON public.content_key TO :keys;
COMMENT ON TABLE public.content_key IS 'What level-2 content keys there are, without their bytes. What deciding needs (procedure) is never among them.';
COMMENT ON COLUMN public.content_key.holder IS 'As in wrapped_key.';
