import type pg from 'pg';
import { Misconfigured } from '#kernel';
import { unknownKek } from './active-kek.js';
import { boundTo } from './sealed-rows.js';
import { unwrap, wrap } from './wrapping.js';

/** Rows rewrapped in one transaction. */
const batch = 500;

/** The tables with wrapped rows; `officer` is a part of what a row is and is bound to. */
export const wrappedTables = [
  { name: 'wrapped_key', officer: `''`, same: 't.kid = m.kid' },
  {
    name: 'sealed_key',
    officer: 'officer::text',
    same: 't.kid = m.kid and t.officer = m.officer::uuid',
  },
] as const;

type Table = (typeof wrappedTables)[number];

/** Rows that stand under another version. */
export async function othersLeft(client: pg.Client, version: number): Promise<number> {
  let left = 0;
  for (const { name } of wrappedTables) {
    const { rows } = await client.query<{ n: number }>(
      `select count(*)::int as n from ${name} where kek <> $1`,
      [version],
    );
    left += rows[0]?.n ?? 0;
  }
  return left;
}

/**
 * Moves the rows of a table under a version; yields their number after each transaction.
 * @throws Misconfigured for a row that does not open
 */
export async function* rewrapTable(
  client: pg.Client,
  { name, officer, same }: Table,
  keks: ReadonlyMap<number, Buffer>,
  version: number,
): AsyncGenerator<number> {
  for (let from = ''; ;) {
    await client.query('begin');
    // The last id again: its rows for other officers may have been left out, and those that are done are not found.
    const { rows } = await client.query<OldRow>(
      `select kid, ${officer} as officer, kek, wrapped from ${name} where kek <> $1 and kid >= $2
       order by kid limit ${String(batch)} for update`,
      [version, from],
    );
    const moved = rows.map((row) => rewrap(row, keks, version));
    await client.query(
      `update ${name} t set kek = $1, wrapped = m.wrapped
       from unnest($2::text[], $3::text[], $4::bytea[]) as m(kid, officer, wrapped) where ${same}`,
      [version, rows.map(({ kid }) => kid), rows.map((row) => row.officer), moved],
    );
    await client.query('commit');
    const last = rows.at(-1);
    if (!last) return;
    from = last.kid;
    yield rows.length;
  }
}

interface OldRow {
  kid: string;
  officer: string;
  kek: number;
  wrapped: Buffer;
}

function rewrap(
  { kid, officer, kek, wrapped }: OldRow,
  keks: ReadonlyMap<number, Buffer>,
  version: number,
): Buffer {
  const [from, to] = [keks.get(kek), keks.get(version)];
  if (!from || !to) throw unknownKek(kek);
  const bound = officer === '' ? kid : boundTo(kid, officer);
  try {
    return wrap(unwrap(wrapped, bound, from), bound, to);
  } catch {
    throw new Misconfigured(
      `Key ${kid} does not open under key-encryption key ${String(kek)}`,
      'keys database',
      'Nothing was destroyed. Put that row back from a backup of the keys, and rotate again.',
    );
  }
}
