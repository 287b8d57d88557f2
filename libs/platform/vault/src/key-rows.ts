import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { reachable } from '#platform/postgres';
import { activeOrNone, keptRotating, unknownKek, type ActiveKek } from './active-kek.js';
import type { KeyEncryptionKeys } from './keks.js';
import { wrap } from './wrapping.js';

/** What a key is for: level 1 has one key in a slot. */
export interface Slot {
  /** A stream, or `person:<uuid>`. */
  readonly holder: string;
  readonly audience: string;
  readonly class: string;
}

export interface KeyRow extends Slot {
  readonly kid: string;
  readonly kek: number;
  readonly wrapped: Buffer;
}

export const slotKey = ({ holder, audience, class: keyClass }: Slot): string =>
  `${holder}\n${audience}\n${keyClass}`;

export const newKid = (): string => `k_${randomBytes(8).toString('hex')}`;

/** Times that a round tries: others may insert the same rows, and rotate, meanwhile. */
const attempts = 5;

const makeMissing = `with ${activeOrNone},
  wanted as (select * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[])
    with ordinality as w(holder, audience, class, kid, wrapped, n)),
  made as (insert into wrapped_key (kid, holder, audience, class, kek, wrapped, created_at)
    select w.kid, w.holder, w.audience, w.class, active.version, w.wrapped, now() from wanted w, active order by w.n
    on conflict (holder, audience, class) do nothing
    returning kid, holder, audience, class, kek, wrapped)
  select * from made union all
  select k.kid, k.holder, k.audience, k.class, k.kek, k.wrapped from wrapped_key k join wanted w using (holder, audience, class)`;

/** Wrapped keys of level 1 in the keys database. */
export class KeyRows {
  constructor(
    private readonly pool: pg.Pool,
    private readonly keks: KeyEncryptionKeys,
    private readonly active: ActiveKek,
  ) {}

  /**
   * The rows of these slots, made where there were none, durable before it answers: one statement for all of them.
   * @param slots in the order in which all processes insert them
   */
  async standing(slots: readonly Slot[]): Promise<readonly KeyRow[]> {
    const found = new Map<string, KeyRow>();
    let missing = slots;
    let stranger: number | undefined;
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const rows = await this.madeOrRead(missing);
      if (rows.some(({ kek }) => !this.keks.get(kek))) await this.keks.reload();
      for (const row of rows) {
        if (this.keks.get(row.kek)) found.set(slotKey(row), row);
        else stranger = row.kek;
      }
      missing = slots.filter((slot) => !found.has(slotKey(slot)));
      if (missing.length === 0) return slots.map((slot) => found.get(slotKey(slot)) as KeyRow);
      // Made by another process between the two halves of the statement, or the active version moved on.
      await this.active.follow();
    }
    throw stranger === undefined ? keptRotating() : unknownKek(stranger);
  }

  async byKids(kids: readonly string[]): Promise<readonly KeyRow[]> {
    const { rows } = await reachable(
      this.pool.query<KeyRow>(
        'select kid, holder, audience, class, kek, wrapped from wrapped_key where kid = any($1)',
        [kids],
      ),
    );
    return rows;
  }

  private async madeOrRead(slots: readonly Slot[]): Promise<readonly KeyRow[]> {
    const { version, key } = await this.active.current();
    const kids = slots.map(newKid);
    const { rows } = await reachable(
      this.pool.query<KeyRow>({
        name: 'keys-standing',
        text: makeMissing,
        values: [
          version,
          slots.map(({ holder }) => holder),
          slots.map(({ audience }) => audience),
          slots.map((slot) => slot.class),
          kids,
          kids.map((kid) => wrap(randomBytes(32), kid, key)),
        ],
      }),
    );
    return rows;
  }
}
