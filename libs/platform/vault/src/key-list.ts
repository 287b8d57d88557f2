import type pg from 'pg';
import { reachable, withClient } from '#platform/postgres';
import { activeVersion } from './active-kek.js';
import { keyFolderOf } from './key-folder.js';
import type { KeyParts } from './key-lock.js';
import { readKeks } from './keks.js';
import { copiesIn, recipientsOf } from './recovery.js';

/** Keys that have all of this in common. */
export interface KeyCount {
  readonly audience: string;
  readonly class: string;
  readonly level: 1 | 2;
  /** Null at level 2: each officer's box is wrapped for itself. */
  readonly kek: number | null;
  readonly count: number;
  readonly oldest: string;
  readonly newest: string;
}

/** What keys there are. Never a key, an id of one, or a name. */
export interface KeyList {
  readonly keys: readonly KeyCount[];
  readonly keks: readonly {
    readonly version: number;
    readonly active: boolean;
    /** Whether its file is there. */
    readonly file: boolean;
    /** Rows wrapped under it, at both levels. */
    readonly rows: number;
  }[];
  readonly officers: readonly { readonly audience: string; readonly count: number }[];
  readonly recovery: {
    readonly recipients: readonly string[];
    /** Versions that have a recovery copy. */
    readonly copies: readonly number[];
    /** Whether the version in use has one. */
    readonly covers: boolean;
  };
}

/** Counts the keys. Writes nothing. */
export async function listKeys({ keys, dataDir }: KeyParts): Promise<KeyList> {
  const folder = keyFolderOf(dataDir);
  return reachable(
    withClient(keys, async (client) => {
      const active = await activeVersion(client);
      const files = await readKeks(folder);
      const copies = await copiesIn(folder);
      const rows = await rowsByKek(client);
      const versions = [...new Set([active, ...files.keys(), ...rows.keys()])];
      return {
        keys: await keyCounts(client),
        keks: versions
          .sort((a, b) => a - b)
          .map((version) => ({
            version,
            active: version === active,
            file: files.has(version),
            rows: rows.get(version) ?? 0,
          })),
        officers: await officerCounts(client),
        recovery: {
          recipients: await recipientsOf(folder),
          copies,
          covers: copies.includes(active),
        },
      };
    }),
  );
}

async function keyCounts(client: pg.Client): Promise<KeyCount[]> {
  const { rows } = await client.query<
    Omit<KeyCount, 'oldest' | 'newest'> & { oldest: Date; newest: Date }
  >(
    `select audience, class, level, kek, count(*)::int as count, min(created_at) as oldest, max(created_at) as newest
     from (select audience, class, 1 as level, kek, created_at from wrapped_key union all
           select audience, class, 2, null, created_at from content_key) as k
     group by audience, class, level, kek order by audience, class, level, kek`,
  );
  return rows.map((row) => ({
    ...row,
    oldest: row.oldest.toISOString(),
    newest: row.newest.toISOString(),
  }));
}

async function rowsByKek(client: pg.Client): Promise<Map<number, number>> {
  const { rows } = await client.query<{ kek: number; n: number }>(
    `select kek, count(*)::int as n from (select kek from wrapped_key union all select kek from sealed_key) as k group by kek`,
  );
  return new Map(rows.map(({ kek, n }) => [kek, n]));
}

async function officerCounts(client: pg.Client) {
  const { rows } = await client.query<{ audience: string; count: number }>(
    'select audience, count(*)::int as count from officer group by audience order by audience',
  );
  return rows;
}
