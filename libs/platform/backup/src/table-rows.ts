import pg from 'pg';
import { codeOf, Misconfigured } from '#kernel';
import { reachable } from '#platform/postgres';
import { Wrong } from './log-check.js';
import type { Rows } from './rows.js';

type Row = Readonly<Record<string, unknown>>;

/** A table that goes into a backup as the JSON of its columns, whichever this version has. */
export interface BackedUpTable {
  /** Qualified, as SQL. */
  readonly name: string;
  /** Column that is its key. */
  readonly key: string;
  /** Its rows, as messages call them. */
  readonly noun: string;
  /** One of them, with its article. */
  readonly one: string;
}

/** No token goes along: those expire. */
export const accounts: BackedUpTable = {
  ...{ name: 'office.account', key: 'id', noun: 'accounts', one: 'an account' },
};
/** Since when what was public: the log's files can be made again, the times of its checkpoints not. */
export const checkpoints: BackedUpTable = {
  ...{ name: 'log.checkpoint', key: 'size', noun: 'checkpoints', one: 'a checkpoint' },
};

const pageSize = 1000;

/** Rows by key. @param upTo the last key; null: all */
export async function* tableLines(
  pool: pg.Pool,
  { name, key }: BackedUpTable,
  upTo: number | null = null,
): AsyncIterable<string> {
  for (let after: string | null = null; ;) {
    const { rows }: pg.QueryResult<{ key: string; line: string }> = await reachable(
      pool.query(
        `select t.${key}::text as key, to_jsonb(t)::text as line from ${name} t
         where ($1::text is null or t.${key} > (jsonb_populate_record(null::${name}, jsonb_build_object('${key}', $1::text))).${key})
           and ($2::bigint is null or to_jsonb(t.${key}) <= to_jsonb($2::bigint))
         order by t.${key} limit $3`,
        [after, upTo, pageSize],
      ),
    );
    for (const { line } of rows) yield line;
    if (rows.length < pageSize) return;
    after = rows.at(-1)?.key ?? null;
  }
}

/** The rows of a backup, and the table that they go into. One that is there has to be the same. */
export class TableRows implements Rows<Row> {
  constructor(
    private readonly pool: pg.Pool,
    private readonly table: BackedUpTable,
  ) {}

  read(line: string): Row {
    const row = JSON.parse(line) as Row | null;
    if (typeof row !== 'object' || row === null || row[this.table.key] === undefined)
      throw new Wrong(`it is not ${this.table.one}`);
    return row;
  }

  present(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  async insert(_first: number, rows: readonly Row[]): Promise<void> {
    const { name, key, noun, one } = this.table;
    // What a later version added has its default; what this one does not know it cannot keep.
    const columns = Object.keys(rows[0] ?? {}).map((column) => pg.escapeIdentifier(column));
    const list = columns.join(', ');
    const given = JSON.stringify(rows);
    try {
      await reachable(
        this.pool.query(
          `insert into ${name} (${list}) select ${list} from jsonb_populate_recordset(null::${name}, $1)
           on conflict do nothing`,
          [given],
        ),
      );
    } catch (cause) {
      if (codeOf(cause) !== '42703') throw cause;
      throw new Misconfigured(
        `The ${noun} of the backup have a column that this version does not know`,
        name,
        'Restore it with the Daylight that made it, or a newer one.',
        { cause },
      );
    }
    const { rows: found } = await reachable(
      this.pool.query<{ same: number }>(
        `select count(*)::int as same from jsonb_array_elements($1::jsonb) as given
         join ${name} t on t.${key}::text = given->>'${key}' and to_jsonb(t) || given = to_jsonb(t)`,
        [given],
      ),
    );
    if (found[0]?.same === rows.length) return;
    throw new Misconfigured(
      `${one[0]?.toUpperCase() ?? ''}${one.slice(1)} of the backup is here already and is not the same`,
      name,
      'Restore into a new, empty installation. What is here was not changed.',
    );
  }
}
