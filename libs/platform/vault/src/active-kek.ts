import type pg from 'pg';
import { Misconfigured, Unavailable } from '#kernel';
import { reachable } from '#platform/postgres';
import type { KeyEncryptionKeys } from './keks.js';

/**
 * Common table expression `active`: one row while version `$1` is the active one, none after a rotation. Held FOR SHARE,
 * so that a rotation waits for the rows that this statement inserts. Every insert of a wrapped row selects from it.
 */
export const activeOrNone = `active as (select version from active_kek where version = $1 for share)`;

/** The key-encryption key under which this process wraps new rows. Another process may move it on at any time. */
export class ActiveKek {
  private version: number;

  constructor(
    private readonly pool: pg.Pool,
    private readonly keks: KeyEncryptionKeys,
  ) {
    this.version = keks.newest;
  }

  /** @throws Misconfigured when its file is not there */
  async current(): Promise<{ readonly version: number; readonly key: Buffer }> {
    const key = this.keks.get(this.version);
    if (key) return { version: this.version, key };
    await this.follow();
    return this.current();
  }

  /** To be called after an insert that found no active row. @throws Misconfigured when its file is not there */
  async follow(): Promise<void> {
    const version = await reachable(activeVersion(this.pool));
    if (!this.keks.get(version)) await this.keks.reload();
    if (!this.keks.get(version)) throw unknownKek(version);
    this.version = version;
  }
}

/**
 * Rows together with the keys that open them. A row under a version that is not known was written or rewrapped by a
 * process that rotates: the folder is read again, and then the row, which may stand under a newer one by now.
 * @throws Misconfigured when neither helps
 */
export async function underKnownKeks<R extends { readonly kek: number }>(
  keks: KeyEncryptionKeys,
  read: () => Promise<readonly R[]>,
): Promise<readonly R[]> {
  for (let attempt = 1; ; attempt += 1) {
    const rows = await read();
    const stranger = () => rows.find(({ kek }) => !keks.get(kek));
    if (!stranger()) return rows;
    await keks.reload();
    const left = stranger();
    if (!left) return rows;
    if (attempt >= 3) throw unknownKek(left.kek);
  }
}

/** Neither key nor row is shown: the same answer for a version that is not here and for one that does not open. */
export const unknownKek = (version: number): Misconfigured =>
  new Misconfigured(
    `A key is wrapped under key-encryption key ${String(version)}, which does not open it`,
    'DATA_DIR/keys',
    'Put back the key folder that belongs to this keys database.',
  );

/** The answer when the active version moved on at every attempt. */
export const keptRotating = (): Unavailable =>
  new Unavailable(
    'The key-encryption key kept changing',
    'Wait until the rotation is done and send the same command again.',
    'TOO_BUSY',
  );

/** The version under which new rows are wrapped. */
export async function activeVersion(client: pg.Client | pg.Pool): Promise<number> {
  const { rows } = await client.query<{ version: number }>('select version from active_kek');
  return rows[0]?.version ?? 0;
}
