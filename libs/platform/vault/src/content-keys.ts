import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { codeOf, Unavailable } from '#kernel';
import { reachable } from '#platform/postgres';
import type { SealingKeyOf } from '#sealing';
import type { ActiveKek } from './active-kek.js';
import { Gathered } from './gathered.js';
import { newKid, slotKey, type Slot } from './key-rows.js';
import { officersOf, type Officer } from './roster.js';
import { insertSealed, sealedFor } from './sealed-rows.js';

/** A content key in the memory of the process that made it. */
interface Held extends SealingKeyOf {
  /** Ids of the officers to whom it was sealed when it was made. */
  readonly roster: string;
  readonly madeAt: number;
  uses: number;
}

/** A process forgets a content key after this long or this many uses, whichever comes first, and makes the next one. */
const longestMs = 15 * 60_000;
const mostUses = 1000;
/** Times that keys are made again because an officer was dismissed meanwhile. */
const attempts = 3;

/**
 * Content keys of level 2, as the process that seals has them: made here, sealed to the officers of the audience, and
 * held for a while. No row opens them for this process again, so a restart writes under new ones.
 */
export class ContentKeys {
  private readonly held = new Map<string, Held>();
  private readonly rounds = new Map<string, Gathered<Slot, SealingKeyOf>>();

  constructor(
    private readonly pool: pg.Pool,
    private readonly naming: Buffer,
    private readonly active: ActiveKek,
  ) {}

  /** The key to seal with now. @throws Unavailable while the audience has no officer */
  of(slot: Slot): Promise<SealingKeyOf> {
    const { audience } = slot;
    let round = this.rounds.get(audience);
    if (!round) {
      round = new Gathered((slots) => this.standing(audience, slots));
      this.rounds.set(audience, round);
    }
    return round.ask(slotKey(slot), slot);
  }

  private async standing(
    audience: string,
    slots: readonly Slot[],
  ): Promise<readonly SealingKeyOf[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(audience, slots);
      } catch (error) {
        if (codeOf(error) !== foreignKey || attempt >= attempts) throw error;
      }
    }
  }

  private async once(audience: string, slots: readonly Slot[]): Promise<readonly SealingKeyOf[]> {
    // Asked each time: nothing may be sealed to an officer who is gone, and a new one reads from the first event on.
    const officers = await officersOf(this.pool, this.naming, audience);
    if (officers.length === 0) {
      throw new Unavailable(
        `The audience ${audience} has no officer who could open this`,
        'Nothing was recorded. Let an officer of this audience set a passphrase, then send the command again.',
      );
    }
    const roster = officers.map(({ id }) => id).join();
    const usable = await this.usable(slots, roster);
    const missing = slots.filter((slot) => !usable.has(slotKey(slot)));
    if (missing.length > 0) {
      for (const [at, made] of await this.make(missing, officers, roster)) usable.set(at, made);
    }
    return slots.map((slot) => {
      const held = usable.get(slotKey(slot)) as Held;
      held.uses += 1;
      return { kid: held.kid, key: held.key };
    });
  }

  /** Held keys that are young enough, sealed to the officers of now, and not forgotten. */
  private async usable(slots: readonly Slot[], roster: string): Promise<Map<string, Held>> {
    const found = new Map<string, Held>();
    for (const slot of slots) {
      const held = this.held.get(slotKey(slot));
      if (held?.roster !== roster || held.uses >= mostUses) continue;
      if (performance.now() - held.madeAt < longestMs) found.set(slotKey(slot), held);
    }
    if (found.size === 0) return found;
    const { rows } = await reachable(
      this.pool.query<{ kid: string }>('select kid from content_key where kid = any($1)', [
        [...found.values()].map(({ kid }) => kid),
      ]),
    );
    const alive = new Set(rows.map(({ kid }) => kid));
    for (const [at, { kid }] of found) if (!alive.has(kid)) found.delete(at);
    return found;
  }

  private async make(
    slots: readonly Slot[],
    officers: readonly Officer[],
    roster: string,
  ): Promise<[string, Held][]> {
    const made = slots.map((slot) => {
      const key = { kid: newKid(), key: randomBytes(32) };
      return { slot, held: { ...key, roster, madeAt: performance.now(), uses: 0 } };
    });
    await insertSealed(
      { pool: this.pool, active: this.active },
      made.map(({ slot, held }) => ({ ...slot, kid: held.kid })),
      (kek) => made.flatMap(({ held }) => sealedFor(officers, held, kek)),
    );
    return made.map(({ slot, held }) => {
      const at = slotKey(slot);
      this.held.set(at, held);
      setTimeout(() => {
        if (this.held.get(at) === held) this.held.delete(at);
      }, longestMs).unref();
      return [at, held];
    });
  }
}

/** Of PostgreSQL: the row that this one refers to is gone. */
const foreignKey = '23503';
