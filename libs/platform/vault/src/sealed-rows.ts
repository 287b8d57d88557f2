import type pg from 'pg';
import { reachable } from '#platform/postgres';
import type { SealingKeyOf } from '#sealing';
import { activeOrNone, keptRotating, type ActiveKek } from './active-kek.js';
import type { Slot } from './key-rows.js';
import type { Officer } from './roster.js';
import { sealTo } from './sealed-box.js';
import { wrap } from './wrapping.js';

/** A content key as it stands for one officer. */
export interface SealedRow {
  readonly kid: string;
  readonly kek: number;
  readonly wrapped: Buffer;
}

interface NewSealedRow {
  readonly kid: string;
  readonly officer: string;
  readonly wrapped: Buffer;
}

/** What both layers of a sealed key are bound to. */
export const boundTo = (kid: string, officer: string): string => `${kid}\n${officer}`;

/** A content key sealed to each of these officers, the boxes wrapped under the key-encryption key. */
export const sealedFor = (
  officers: readonly Officer[],
  { kid, key }: SealingKeyOf,
  kek: Buffer,
): NewSealedRow[] =>
  officers.map(({ id, publicKey }) => {
    const bound = boundTo(kid, id);
    return { kid, officer: id, wrapped: wrap(sealTo(publicKey, key, bound), bound, kek) };
  });

const insert = `with ${activeOrNone},
  made as (insert into content_key (kid, holder, audience, class, created_at)
    select w.kid, w.holder, w.audience, w.class, now() from unnest($2::text[], $3::text[], $4::text[], $5::text[])
      as w(kid, holder, audience, class), active),
  sealed as (insert into sealed_key (kid, officer, kek, wrapped)
    select s.kid, s.officer, active.version, s.wrapped from unnest($6::text[], $7::uuid[], $8::bytea[])
      as s(kid, officer, wrapped), active on conflict do nothing)
  select from active`;

const attempts = 5;

/**
 * Inserts content keys and their sealed rows together, under the active key-encryption key.
 * @throws Error 23503 of the database when an officer was dismissed meanwhile
 */
export async function insertSealed(
  { pool, active }: { readonly pool: pg.Pool; readonly active: ActiveKek },
  keys: readonly (Slot & { readonly kid: string })[],
  sealed: (kek: Buffer) => readonly NewSealedRow[],
): Promise<void> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const { version, key } = await active.current();
    const rows = sealed(key);
    const { rowCount } = await reachable(
      pool.query(insert, [
        version,
        ...(['kid', 'holder', 'audience', 'class'] as const).map((c) => keys.map((k) => k[c])),
        ...(['kid', 'officer', 'wrapped'] as const).map((c) => rows.map((row) => row[c])),
      ]),
    );
    if (rowCount === 1) return;
    await active.follow();
  }
  throw keptRotating();
}
