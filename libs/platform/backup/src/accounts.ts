import pg from 'pg';
import { codeOf, Misconfigured } from '#kernel';
import { reachable } from '#platform/postgres';
import { Wrong } from './log-check.js';
import type { Rows } from './rows.js';

const pageSize = 1000;

/** Every account as the JSON of its columns, whichever this version has. No token: those expire. */
export async function* accountLines(pool: pg.Pool): AsyncIterable<string> {
  for (let after: string | null = null; ;) {
    const { rows }: pg.QueryResult<{ id: string; line: string }> = await reachable(
      pool.query(
        `select id, to_jsonb(a)::text as line from office.account a where $1::uuid is null or id > $1 order by id limit $2`,
        [after, pageSize],
      ),
    );
    for (const { line } of rows) yield line;
    if (rows.length < pageSize) return;
    after = rows.at(-1)?.id ?? null;
  }
}

type Account = Readonly<Record<string, unknown>>;

/** The accounts of a backup, and the table that they go into. One that is there has to be the same. */
export class AccountRows implements Rows<Account> {
  constructor(private readonly pool: pg.Pool) {}

  read(line: string): Account {
    const account = JSON.parse(line) as Account | null;
    if (typeof account !== 'object' || account === null || typeof account['id'] !== 'string')
      throw new Wrong('it is not an account');
    return account;
  }

  present(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  async insert(_first: number, accounts: readonly Account[]): Promise<void> {
    // What a later version added has its default; what this one does not know it cannot keep.
    const columns = Object.keys(accounts[0] ?? {}).map((name) => pg.escapeIdentifier(name));
    const list = columns.join(', ');
    const given = JSON.stringify(accounts);
    try {
      await reachable(
        this.pool.query(
          `insert into office.account (${list}) select ${list} from jsonb_populate_recordset(null::office.account, $1)
           on conflict do nothing`,
          [given],
        ),
      );
    } catch (cause) {
      if (codeOf(cause) !== '42703') throw cause;
      throw new Misconfigured(
        'The accounts of the backup have a column that this version does not know',
        'office.account',
        'Restore it with the Daylight that made it, or a newer one.',
        { cause },
      );
    }
    const { rows } = await reachable(
      this.pool.query<{ same: number }>(
        `select count(*)::int as same from jsonb_array_elements($1::jsonb) as given
         join office.account a on a.id = (given->>'id')::uuid and to_jsonb(a) || given = to_jsonb(a)`,
        [given],
      ),
    );
    if (rows[0]?.same === accounts.length) return;
    throw new Misconfigured(
      'An account of the backup is here already and is not the same',
      'office.account',
      'Restore into a new, empty installation. The account that is here was not changed.',
    );
  }
}
