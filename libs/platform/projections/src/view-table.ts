import pg from 'pg';
import { codeOf, type AnyView, type Row } from '#kernel';
import { reachable } from '#platform/postgres';

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
const jsonTypes = new Set(['json', 'jsonb']);

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
    const columns = this.projected.columns.map(
      ({ name, type, nullable }) => `${id(name)} ${type}${nullable ? '' : ' not null'}`,
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

  async write(
    client: pg.ClientBase,
    upserts: readonly Row[],
    removals: readonly string[],
  ): Promise<void> {
    if (removals.length > 0)
      await client.query(`delete from ${this.qualified} where key = any($1)`, [removals]);
    if (upserts.length === 0) return;
    const { columns } = this.projected;
    const names = columns.map(({ name }) => id(name));
    const arrays = columns.map(({ type }, i) => `$${String(i + 1)}::${type}[]`);
    const updates = columns
      .filter(({ name }) => name !== 'key')
      .map(({ name }) => `${id(name)} = excluded.${id(name)}`);
    await client.query(
      `insert into ${this.qualified} (${names.join(', ')}) select * from unnest(${arrays.join(', ')})
       on conflict (key) do update set ${updates.join(', ')}`,
      columns.map(({ name, type }) => upserts.map((row) => cell(row[name as keyof Row], type))),
    );
  }

  /** All rows in key order, in pages: memory does not grow with the table. */
  async *rows(pool: pg.Pool): AsyncIterable<Row> {
    for (let after = ''; ;) {
      const { rows } = await pool.query<Row>(
        `select * from ${this.qualified} where key collate "C" > $1 order by key collate "C" limit 1000`,
        [after],
      );
      yield* rows;
      const last = rows.at(-1);
      if (!last) return;
      after = last.key;
    }
  }
}

function cell(value: unknown, type: string): unknown {
  if (value === undefined || value === null) return null;
  return jsonTypes.has(type) ? JSON.stringify(value) : value;
}

/** 22: a value does not fit its type; 23: a constraint; 54: too large for an index. The row is at fault, not the database. */
export const isOfTheRows = (error: unknown): boolean => /^(22|23|54)...$/.test(codeOf(error) ?? '');
