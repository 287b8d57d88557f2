import type pg from 'pg';
import { formatInstant, type Json } from '#kernel';
import { linkHash } from '#access';
import { reachable } from '#platform/postgres';
import { Wrong } from './log-check.js';
import type { Rows } from './rows.js';

/** A row of the read audit; `detail` as the text of its JSON, digests in hex. */
interface AccessRow {
  readonly seq: number;
  /** Milliseconds. */
  readonly at: number;
  readonly principal: string | null;
  readonly operation: string;
  readonly subject: string | null;
  readonly detail: string | null;
  readonly prev: string | null;
  readonly hash: string;
}

const names = ['seq', 'at', 'principal', 'operation', 'subject', 'detail', 'prev', 'hash'] as const;
const columns = `seq::int8, (extract(epoch from at) * 1000)::bigint as at, principal, operation, subject, detail::text,
  encode(prev, 'hex') as prev, encode(hash, 'hex') as hash`;
const pageSize = 1000;
/** The last moment that a date can be. */
const latest = 8.64e15;

const lineOf = (row: AccessRow): string => JSON.stringify(row, [...names]);

const isText = (value: unknown) => typeof value === 'string';

function isRow({ seq, at, operation, hash, ...rest }: AccessRow): boolean {
  const mayBeNull = [rest.principal, rest.subject, rest.detail, rest.prev];
  return (
    [seq, at].every((n) => Number.isSafeInteger(n) && Math.abs(n) <= latest) &&
    [operation, hash].every(isText) &&
    mayBeNull.every((value) => value === null || isText(value))
  );
}

/** Follows the chain of the read audit from its first row. */
export class AccessChain {
  rows = 0;
  /** Hash of the last row, hex. */
  head: string | null = null;

  /** @throws Wrong when the row does not follow */
  next(row: AccessRow): void {
    const { seq, at, principal, operation, subject, detail, prev, hash } = row;
    const before = this.head ?? '00'.repeat(32);
    const link = linkHash(Buffer.from(before, 'hex'), {
      ...{ seq, at: formatInstant(at), principal, operation, subject },
      detail: detail === null ? null : (JSON.parse(detail) as Json),
    });
    if (seq !== this.rows || prev !== before || hash !== link.toString('hex'))
      throw new Wrong('the chain of the read audit does not hold');
    this.rows += 1;
    this.head = hash;
  }
}

async function page(pool: pg.Pool, first: number, limit: number): Promise<AccessRow[]> {
  const { rows } = await reachable(
    pool.query<Omit<AccessRow, 'seq' | 'at'> & { seq: string; at: string }>(
      `select ${columns} from office.access_log where seq >= $1 order by seq limit $2`,
      [first, limit],
    ),
  );
  return rows.map((row) => ({ ...row, seq: Number(row.seq), at: Number(row.at) }));
}

/** Rows of the read audit. */
export async function accessLogSize(pool: pg.Pool): Promise<number> {
  const { rows } = await reachable(
    pool.query<{ size: string }>(`select coalesce(max(seq) + 1, 0) as size from office.access_log`),
  );
  return Number(rows[0]?.size ?? 0);
}

/** The read audit from its first row to before `size`, followed on the way. @throws Wrong */
export async function* accessLines(
  pool: pg.Pool,
  size: number,
  chain: AccessChain,
): AsyncIterable<string> {
  while (chain.rows < size) {
    const rows = await page(pool, chain.rows, Math.min(pageSize, size - chain.rows));
    if (rows.length === 0) throw new Wrong('the chain of the read audit does not hold');
    for (const row of rows) {
      chain.next(row);
      yield lineOf(row);
    }
  }
}

/** The read audit of a backup, and the table that it goes into. */
export class AccessRows implements Rows<AccessRow> {
  readonly chain = new AccessChain();

  constructor(private readonly pool: pg.Pool) {}

  read(line: string): AccessRow {
    const row = JSON.parse(line) as AccessRow | null;
    if (row === null || !isRow(row) || lineOf(row) !== line)
      throw new Wrong('it is not a row of the read audit');
    this.chain.next(row);
    return row;
  }

  async present(first: number, count: number): Promise<readonly string[]> {
    return (await page(this.pool, first, count)).map(lineOf);
  }

  async insert(_first: number, rows: readonly AccessRow[]): Promise<void> {
    await reachable(
      this.pool.query(
        `insert into office.access_log (seq, at, principal, operation, subject, detail, prev, hash)
         select seq, to_timestamp(at / 1000.0), principal, operation, subject, detail::jsonb, decode(prev, 'hex'), decode(hash, 'hex')
         from unnest($1::bigint[], $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
           as r(seq, at, principal, operation, subject, detail, prev, hash)`,
        names.map((name) => rows.map((row) => row[name])),
      ),
    );
  }
}
