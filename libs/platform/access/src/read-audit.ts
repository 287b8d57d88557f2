import { createHash } from 'node:crypto';
import type pg from 'pg';
import { canonicalJson, formatInstant, type Clock, type Json, type Principal } from '#kernel';
import { reachable } from '#platform/postgres';

/** One access to something sealed. Never a value: who, what, which classes. */
export interface AccessEntry {
  readonly principal: Principal;
  readonly operation: string;
  /** Stream or account. */
  readonly subject: string;
  readonly detail: Json;
}

/** Serialises writers of the chain across processes; any constant will do. */
const chainLock = 7_230_001;

/**
 * Who read what that is sealed: hash-chained rows, durable before the answer. A row that cannot be written means that
 * nothing is read.
 */
export class ReadAudit {
  constructor(
    private readonly pool: pg.Pool,
    private readonly clock: Clock,
  ) {}

  /** @throws Unavailable when the row is not durable */
  async append({ principal, operation, subject, detail }: AccessEntry): Promise<void> {
    const client = await reachable(this.pool.connect());
    try {
      await reachable(client.query('begin'));
      await reachable(client.query('select pg_advisory_xact_lock($1)', [chainLock]));
      const { rows } = await reachable(
        client.query<{ seq: string; hash: Buffer }>(
          `select seq, hash from office.access_log order by seq desc limit 1`,
        ),
      );
      const seq = rows[0] ? Number(rows[0].seq) + 1 : 0;
      const prev = rows[0]?.hash ?? Buffer.alloc(32);
      const at = formatInstant(this.clock.now());
      const row = { seq, at, principal: principal.id, operation, subject, detail };
      await reachable(
        client.query(
          `insert into office.access_log (seq, at, principal, operation, subject, detail, prev, hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
          [
            seq,
            at,
            principal.id,
            operation,
            subject,
            JSON.stringify(detail),
            prev,
            linkHash(prev, row),
          ],
        ),
      );
      await reachable(client.query('commit'));
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }
}

/** Hash of a row of the chain: SHA-256 of the row before it and this row's canonical JSON. */
export const linkHash = (prev: Buffer, row: Json): Buffer =>
  createHash('sha256').update(prev).update(canonicalJson(row)).digest();
