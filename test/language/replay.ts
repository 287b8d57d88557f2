import {
  afterPublishing,
  Catalogue,
  publish,
  unpublished,
  type AnyDefinition,
  type EventOf,
  type Publication,
  type PublicEventOf,
  type Recorded,
  type Row,
  type View,
} from '#kernel';

/**
 * Events as a view reads them, in this order in one log: open fields only, numbered, public as the rules say. Without
 * sealing: a leaf hash is `leaf-<index>`, a presentation `presentation-<index>`.
 */
export function recorded<D extends AnyDefinition>(
  definitions: readonly D[],
  ...events: readonly EventOf<D>[]
): readonly Recorded<PublicEventOf<D>>[] {
  const catalogue = new Catalogue(definitions);
  const cases = new Map<string, { version: number; publication: Publication }>();
  return (events as readonly { type: string; data: Record<string, unknown> }[]).map(
    ({ type, data }, index) => {
      const definition = catalogue.of(type);
      const names = catalogue.openFields(type);
      const open = Object.fromEntries(
        Object.entries(data).filter(([name]) => names.includes(name)),
      );
      const ref = String(open['case']);
      const { version, publication } = cases.get(ref) ?? { version: 0, publication: unpublished };
      const { vis, pub } = publish(definition, open, ref, publication);
      const leafHash = `leaf-${String(index)}`;
      cases.set(ref, {
        version: version + 1,
        publication: afterPublishing(publication, definition, open, vis, leafHash),
      });
      return {
        index,
        stream: `case-${ref}`,
        version,
        event: { type, data: open } as PublicEventOf<D>,
        sealedAt: Date.UTC(2026, 2, 2),
        recordedOn: '2026-03-02',
        leafHash,
        pub,
        presentation: `presentation-${String(index)}`,
      };
    },
  );
}

/** The rows of a view after these events, by key. A public view is handed public events only. */
export function replay<R extends Row, D extends AnyDefinition>(
  view: View<R, D>,
  ...events: readonly Recorded<PublicEventOf<D>>[]
): ReadonlyMap<string, R> {
  const rows = new Map<string, R>();
  const on = view.on as Readonly<
    Record<string, (row: R | undefined, event: unknown) => R | null | undefined>
  >;
  for (const event of events) {
    if ((view.reach === 'public' || view.reach === 'removal') && event.pub === null) continue;
    const key = view.key(event);
    const row = on[(event.event as { type: string }).type]?.(rows.get(key), event);
    if (row === null) rows.delete(key);
    else if (row !== undefined) rows.set(key, row);
  }
  return rows;
}
