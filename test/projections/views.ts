import type { Engine } from '#engine';
import { investigationEvents, type InvestigationEvent } from '#investigation/process';
import { defineView, forEvery, type Reach } from '#kernel';
import {
  digestOfRows,
  ensureViews,
  Projections,
  readCheckpoints,
  ViewTable,
  type Checkpoint,
  type ProjectedView,
  type ProjectionsParts,
} from '#projections';

export interface SeenRow {
  key: string;
  events: number;
  /** Of these, sealed ones. */
  sealed: number;
  fields: string;
}

type Fold = NonNullable<
  ReturnType<typeof defineView<SeenRow, InvestigationEvent>>['on']
>['investigation.ActionRecorded'];

/** A view of the tests: counts, for every case, the events that it is handed, and names the fields that it sees. */
export function counting(
  name: string,
  reach: Reach,
  special: { version?: number; stage?: Fold; key?: (index: number) => string | undefined } = {},
): ProjectedView {
  const count: Fold = (row, { event, pub }) => ({
    key: event.data.case,
    events: (row?.events ?? 0) + 1,
    sealed: (row?.sealed ?? 0) + (pub === null ? 1 : 0),
    fields: [...new Set([...(row?.fields ?? '').split(' '), ...Object.keys(event.data)])].join(' '),
  });
  const view = defineView<SeenRow, InvestigationEvent>({
    name,
    version: special.version ?? 1,
    reach,
    events: investigationEvents,
    key: ({ index, event }) => special.key?.(index) ?? event.data.case,
    on: {
      ...forEvery<SeenRow, InvestigationEvent>(investigationEvents, count as never),
      'investigation.StageEntered': (special.stage ?? count) as never,
    },
  });
  const columns = [
    ['key', 'text'],
    ['events', 'int'],
    ['sealed', 'int'],
    ['fields', 'text'],
  ] as const;
  return { view, columns: columns.map(([name, type]) => ({ name, type, nullable: false })) };
}

/** Another runner on the same read models, with some parts of its own. */
export const runner = ({ projections }: Engine, own: Partial<ProjectionsParts> = {}): Projections =>
  new Projections({ ...projections.parts, ...own });

/** A runner that knows further views, made. */
export async function runnerWith(engine: Engine, ...views: ProjectedView[]): Promise<Projections> {
  const more = runner(engine, { views: [...engine.projections.parts.views, ...views] });
  await ensureViews(more);
  return more;
}

export async function toTheEnd(projections: Projections): Promise<void> {
  while (await projections.advance());
}

export async function live({ parts }: Projections, name: string): Promise<Checkpoint> {
  const found = (await readCheckpoints(parts.pool)).find((c) => c.name === name && c.live);
  if (!found) throw new Error(`no live generation of ${name}`);
  return found;
}

/** The view of a program by its name. */
export function viewOf({ parts }: Projections, name: string): ProjectedView {
  const found = parts.views.find(({ view }) => view.name === name);
  if (!found) throw new Error(`no view ${name}`);
  return found;
}

/** Rows and digest of the live generation. */
export async function digestOf(projections: Projections, name: string) {
  const { generation } = await live(projections, name);
  return digestOfRows(
    new ViewTable(viewOf(projections, name), generation).rows(projections.parts.pool),
  );
}

export async function rowsOf<T extends object>(
  { parts }: Projections,
  table: string,
): Promise<T[]> {
  return (await parts.pool.query<T>(`select * from ${table} order by key collate "C"`)).rows;
}
