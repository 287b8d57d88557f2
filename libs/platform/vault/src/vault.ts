import type pg from 'pg';
import { Invalid, type Audience } from '#kernel';
import type { Keyring, SealingKeyOf } from '#sealing';
import { ActiveKek, underKnownKeks, unknownKek } from './active-kek.js';
import { aliasKey, personsStanding, type Alias } from './aliases.js';
import { ContentKeys } from './content-keys.js';
import { Gathered } from './gathered.js';
import type { KeyFolder } from './key-folder.js';
import { KeyRows, slotKey, type KeyRow, type Slot } from './key-rows.js';
import { levelOf } from './levels.js';
import { Lru } from './lru.js';
import { aliasTag, caseStream } from './naming.js';
import { unwrap } from './wrapping.js';

/** Unwrapped keys, and persons, held in memory at most. */
const cacheSize = 20_000;

/** Holder of a person's keys. */
const personHolder = (person: string) => `person:${person}`;

/**
 * Keys per (case or person, audience), wrapped in a database and under a role of their own. A key is durable before the
 * first event that it seals; deleting its row is what forgets a person. What many callers need at once is made in one
 * statement.
 */
export class Vault {
  private readonly held = new Lru<SealingKeyOf>(cacheSize);
  private readonly byKid = new Lru<SealingKeyOf>(cacheSize);
  /** Persons by the tag of their name; no name is held. */
  private readonly people = new Lru<string>(cacheSize);
  private readonly rows: KeyRows;
  private readonly contentKeys: ContentKeys;
  private readonly standing: Gathered<Slot, KeyRow>;
  private readonly persons: Gathered<Alias, string>;

  constructor(
    pool: pg.Pool,
    private readonly folder: KeyFolder,
  ) {
    const active = new ActiveKek(pool, folder.keks);
    this.rows = new KeyRows(pool, folder.keks, active);
    this.contentKeys = new ContentKeys(pool, folder.naming, active);
    this.standing = new Gathered((slots) => this.rows.standing(slots));
    this.persons = new Gathered((aliases) => personsStanding(pool, aliases));
  }

  streamOf(ref: string): string {
    return caseStream(this.folder.naming, ref);
  }

  /**
   * The keys that an event of this stream needs, made where they are missing.
   * @throws Unavailable for content of level 2 while nobody could open it
   */
  async keyring(stream: string, audience: Audience, persons: readonly string[]): Promise<Keyring> {
    const content = (slot: Slot) =>
      levelOf(audience) === 2 ? this.contentKeys.of(slot) : this.keyOf(slot);
    const [procedure, panel, ...personal] = await Promise.all([
      this.keyOf({ holder: stream, audience, class: 'procedure' }),
      content({ holder: stream, audience, class: 'panel' }),
      ...[...new Set(persons)].map(
        async (person) =>
          [
            person,
            await content({ holder: personHolder(person), audience, class: 'personal' }),
          ] as const,
      ),
    ]);
    const ofPerson = new Map(personal);
    return {
      procedure,
      panel,
      person: (id) => {
        const key = ofPerson.get(id);
        if (!key) throw new Invalid('keys', 'a person was not announced before sealing');
        return key;
      },
    };
  }

  /** Keys by their ids, as far as they still exist. Those of level 2 are never among them: see `Officers`. */
  async keys(kids: readonly string[]): Promise<SealingKeyOf[]> {
    const found = new Map<string, SealingKeyOf>();
    for (const kid of kids) {
      const held = this.byKid.get(kid);
      if (held) found.set(kid, held);
    }
    const missing = kids.filter((kid) => !found.has(kid));
    if (missing.length > 0) {
      const rows = await underKnownKeks(this.folder.keks, () => this.rows.byKids(missing));
      for (const row of rows) found.set(row.kid, this.hold(row));
    }
    return kids.flatMap((kid) => found.get(kid) ?? []);
  }

  /** The procedure keys among them: what deciding and replaying read. */
  procedureKey(stream: string, audience: Audience): Promise<SealingKeyOf> {
    return this.keyOf({ holder: stream, audience, class: 'procedure' });
  }

  /** The id of whoever a text calls by this name within a scope; the same name gets the same id, and no row holds the name. */
  async personOf(scope: string, name: string): Promise<string> {
    const alias = { scope, tag: aliasTag(this.folder.naming, scope, name) };
    const at = aliasKey(alias);
    const known = this.people.get(at);
    if (known !== undefined) return known;
    const person = await this.persons.ask(at, alias);
    this.people.set(at, person);
    return person;
  }

  /** As `personOf`, for many names in one statement; the ids in the order of the names. */
  personsOf(scope: string, names: readonly string[]): Promise<string[]> {
    return Promise.all(names.map((name) => this.personOf(scope, name)));
  }

  private async keyOf(slot: Slot): Promise<SealingKeyOf> {
    const at = slotKey(slot);
    return this.held.get(at) ?? this.hold(await this.standing.ask(at, slot));
  }

  private hold(row: KeyRow): SealingKeyOf {
    const at = slotKey(row);
    const held = this.held.get(at);
    // Callers of one round get the same row: it is opened once.
    const key = held?.kid === row.kid ? held : { kid: row.kid, key: this.open(row) };
    this.held.set(at, key);
    this.byKid.set(row.kid, key);
    return key;
  }

  private open({ kid, kek, wrapped }: KeyRow): Buffer {
    const key = this.folder.keks.get(kek);
    try {
      if (key) return unwrap(wrapped, kid, key);
    } catch {
      // The same answer as for a version that is not here: neither key nor row is shown.
    }
    throw unknownKek(kek);
  }
}
