import pg from 'pg';
import { codeOf, type AnyView, type Row } from '#kernel';
import { reachable } from '#platform/postgres';
import type { Position } from '#event-store';
import { toColumn, type Checkpoint } from './checkpoints.js';

/** A column of a view's table, as its entity declares it. */
export interface Column {
  readonly name: string;
  /** PostgreSQL type. */
  readonly type: string;
  readonly nullable: boolean;
}

/** A view with the shape of its table: the fold, and what the entity says. */
export interface ProjectedView {
  readonly view: AnyView;
  readonly columns: readonly Column[];
}

export const schemaOf = (view: AnyView): 'public' | 'panel' =>
  view.reach === 'panel' ? 'panel' : 'public';

const id = (name: string) => pg.escapeIdentifier(name);

/** Rows that one reading of a table brings. */
const rowsAtOnce = 1000;

/** One generation of a view: a table of its own, behind the name that readers use. */
export class ViewTable {
  readonly name: string;
  private readonly qualified: string;

  constructor(
    private readonly projected: ProjectedView,
    readonly generation: number,
  ) {
    const { view } = projected;
    this.name = `${view.name}_v${String(view.version)}_g${String(generation)}`;
    this.qualified = `${schemaOf(view)}.${id(this.name)}`;
  }

  async create(client: pg.ClientBase): Promise<void> {
    // Keys in the order of their bytes: the order of a digest, and one that no locale changes.
    const columns = this.projected.columns.map(
      ({ name, type, nullable }) =>
        `${id(name)} ${type}${name === 'key' ? ' collate "C"' : ''}${nullable ? '' : ' not null'}`,
    );
    await client.query(
      `create table if not exists ${this.qualified} (${columns.join(', ')}, primary key (key))`,
    );
  }

  /** Puts this generation behind the name that readers use. @param reader role that may read it, none for the panel's */
  async publish(client: pg.ClientBase, reader: string | null): Promise<void> {
    const { view, columns } = this.projected;
    const live = `${schemaOf(view)}.${id(view.name)}`;
    const shown = columns
      .filter(({ name }) => !view.withheld?.includes(name))
      .map(({ name }) => id(name));
    await client.query(`drop view if exists ${live}`);
    await client.query(`create view ${live} as select ${shown.join(', ')} from ${this.qualified}`);
    if (reader !== null) await client.query(`grant select on ${live} to ${id(reader)}`);
  }

  async drop(client: pg.ClientBase): Promise<void> {
    await client.query(`drop table if exists ${this.qualified}`);
  }

  async load(client: pg.ClientBase | pg.Pool, keys: readonly string[]): Promise<Map<string, Row>> {
    const { rows } = await reachable(
      client.query<Row>(`select * from ${this.qualified} where key = any($1)`, [keys]),
    );
    return new Map(rows.map((row) => [row.key, row]));
  }

  /**
   * Writes the changes of a batch and moves the checkpoint, in one statement and so in one transaction, if the checkpoint
   * still stands where the batch began. False means that another runner was faster and nothing was written: each event is
   * folded exactly once, even by two runners.
   * @param changes rows by key, null to remove
   */
  async write(
    pool: pg.Pool,
    { name, generation, position }: Checkpoint,
    to: Position,
    changes: ReadonlyMap<string, Row | null>,
  ): Promise<boolean> {
    const upserts = [...changes.values()].filter((row) => row !== null);
    const removals = [...changes].flatMap(([key, row]) => (row === null ? [key] : []));
    const rings = this.projected.view.reach !== 'panel' && upserts.length > 0;
    const { rowCount } = await reachable(
      pool.query(this.writing, [
        ...[name, generation, toColumn(position), to],
        ...[asJson(upserts), removals, rings],
      ]),
    );
    return rowCount === 1;
  }

  private get writing(): string {
    const { columns } = this.projected;
    const names = columns.map(({ name }) => id(name)).join(', ');
    // Qualified: a view may have a column that is called as one of the checkpoint is.
    const values = columns.map(({ name }) => `row.${id(name)}`).join(', ');
    const typed = columns.map(({ name, type }) => `${id(name)} ${type}`).join(', ');
    const updates = columns
      .filter(({ name }) => name !== 'key')
      .map(({ name }) => `${id(name)} = excluded.${id(name)}`);
    const again = updates.length > 0 ? `update set ${updates.join(', ')}` : 'nothing';
    return `with moved as (
        update log.projection set position = $4, updated_at = now()
        where name = $1 and generation = $2 and position = $3 and stopped_at is null returning name
      ), removed as (
        delete from ${this.qualified} using moved where key = any($6::text[])
      ), put as (
        insert into ${this.qualified} (${names})
        select ${values} from moved, json_to_recordset($5::json) as row (${typed})
        on conflict (key) do ${again}
      )
      select case when $7::boolean then pg_notify('daylight_public', '')::text end from moved`;
  }

  /** All rows in key order, in pages: memory does not grow with the table. */
  async *rows(client: pg.ClientBase | pg.Pool): AsyncIterable<Row> {
    for (let after = ''; ;) {
      const { rows } = await reachable(
        client.query<Row>(
          `select * from ${this.qualified} where key collate "C" > $1 order by key collate "C" limit $2`,
          [after, rowsAtOnce],
        ),
      );
      yield* rows;
      const last = rows.at(-1);
      if (!last) return;
      after = last.key;
    }
  }
}

/** A value that has no JSON cannot be stored either. */
class NoJson extends Error {
  override readonly name = 'NoJson';
}

function asJson(rows: readonly Row[]): string {
  try {
    return JSON.stringify(rows);
  } catch (cause) {
    throw new NoJson('a row is not plain data', { cause });
  }
}

/** 22: a value does not fit its type; 23: a constraint; 54: too large for an index. The row is at fault, not the database. */
export const isOfTheRows = (error: unknown): boolean =>
  error instanceof NoJson || /^(22|23|54)...$/.test(codeOf(error) ?? '');
