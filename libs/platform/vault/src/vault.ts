import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { Invalid, Misconfigured, type Audience } from '#kernel';
import { reachable } from '#platform/postgres';
import type { Keyring, SealingKeyOf } from '#sealing';
import type { KeyFolder } from './key-folder.js';
import { aliasTag, caseStream } from './naming.js';
import { unwrap, wrap } from './wrapping.js';

interface KeyRow {
  kid: string;
  holder: string;
  class: string;
  kek: number;
  wrapped: Buffer;
}

/** Unwrapped keys, and persons, held in memory at most. */
const cacheSize = 20_000;

const personHolder = (person: string) => `person:${person}`;

/**
 * Keys per (case or person, audience), wrapped in a database and under a role of their own. A key is durable before the
 * first event that it seals; deleting its row is what forgets a person.
 */
export class Vault {
  private readonly held = new Map<string, SealingKeyOf>();
  private readonly byKid = new Map<string, SealingKeyOf>();
  /** Persons by the tag of their name; no name is held. */
  private readonly people = new Map<string, string>();

  constructor(
    private readonly pool: pg.Pool,
    private readonly folder: KeyFolder,
  ) {}

  streamOf(ref: string): string {
    return caseStream(this.folder.naming, ref);
  }

  /** The keys that an event of this stream needs, made where they are missing. */
  async keyring(stream: string, audience: Audience, persons: readonly string[]): Promise<Keyring> {
    const wanted = [
      { holder: stream, class: 'procedure' },
      { holder: stream, class: 'panel' },
      ...[...new Set(persons)].map((person) => ({
        holder: personHolder(person),
        class: 'personal',
      })),
    ];
    const missing: typeof wanted = [];
    // Taken now: the cache may let go of them before the event is sealed.
    const ring = new Map<string, SealingKeyOf>();
    for (const w of wanted) {
      const at = slot(w.holder, audience, w.class);
      const held = this.held.get(at);
      if (held) ring.set(at, held);
      else missing.push(w);
    }
    if (missing.length > 0) {
      for (const [at, made] of await this.make(missing, audience)) ring.set(at, made);
    }
    const key = (holder: string, keyClass: string) => {
      const found = ring.get(slot(holder, audience, keyClass));
      if (!found) throw new Invalid('keys', 'a person was not announced before sealing');
      return found;
    };
    return {
      procedure: key(stream, 'procedure'),
      panel: key(stream, 'panel'),
      person: (id) => key(personHolder(id), 'personal'),
    };
  }

  /** Keys by their ids, as far as they still exist. */
  async keys(kids: readonly string[]): Promise<SealingKeyOf[]> {
    const found = new Map<string, SealingKeyOf>();
    for (const kid of kids) {
      const held = this.byKid.get(kid);
      if (held) found.set(kid, held);
    }
    const missing = kids.filter((kid) => !found.has(kid));
    if (missing.length > 0) {
      const { rows } = await reachable(
        this.pool.query<KeyRow & { audience: string }>(
          `select kid, holder, audience, class, kek, wrapped from wrapped_key where kid = any($1)`,
          [missing],
        ),
      );
      for (const row of rows) found.set(row.kid, this.hold(row, row.audience));
    }
    return kids.flatMap((kid) => found.get(kid) ?? []);
  }

  /** The procedure keys among them: what deciding and replaying read. */
  async procedureKey(stream: string, audience: Audience): Promise<SealingKeyOf> {
    return (await this.keyring(stream, audience, [])).procedure;
  }

  /** The id of whoever a text calls by this name within a scope; the same name gets the same id, and no row holds the name. */
  async personOf(scope: string, name: string): Promise<string> {
    const tag = aliasTag(this.folder.naming, scope, name);
    const at = tag.toString('base64');
    const known = this.people.get(at);
    if (known !== undefined) return known;
    const { rows } = await reachable(
      this.pool.query<{ person: string }>(
        `with made as (insert into alias (scope, tag, person) values ($1, $2, $3) on conflict (scope, tag) do nothing returning person)
         select person from made union all select person from alias where scope = $1 and tag = $2 limit 1`,
        [scope, tag, randomUUID()],
      ),
    );
    const person = rows[0]?.person;
    // Another process made the row between the two halves of the statement: it is visible to the next one.
    if (person === undefined) return this.personOf(scope, name);
    if (this.people.size >= cacheSize) this.people.clear();
    this.people.set(at, person);
    return person;
  }

  private async make(
    wanted: readonly { holder: string; class: string }[],
    audience: Audience,
  ): Promise<(readonly [string, SealingKeyOf])[]> {
    // In one order for all callers: two that insert the same rows crosswise would wait for each other.
    const ordered = wanted.toSorted((a, b) => (a.holder + a.class < b.holder + b.class ? -1 : 1));
    const made = ordered.map((w) => {
      const kid = `k_${randomBytes(8).toString('hex')}`;
      return { ...w, kid, wrapped: wrap(randomBytes(32), kid, this.folder.kek.key) };
    });
    await reachable(
      this.pool.query(
        `insert into wrapped_key (kid, holder, audience, class, kek, wrapped, created_at)
         select kid, holder, $1, class, $2, wrapped, now()
         from unnest($3::text[], $4::text[], $5::text[], $6::bytea[]) as w(kid, holder, class, wrapped)
         on conflict (holder, audience, class) do nothing`,
        [
          audience,
          this.folder.kek.version,
          ...(['kid', 'holder', 'class', 'wrapped'] as const).map((c) => made.map((m) => m[c])),
        ],
      ),
    );
    const { rows } = await reachable(
      this.pool.query<KeyRow>(
        `select kid, holder, class, kek, wrapped from wrapped_key where audience = $1 and holder = any($2)`,
        [audience, wanted.map((w) => w.holder)],
      ),
    );
    return rows.map(
      (row) => [slot(row.holder, audience, row.class), this.hold(row, audience)] as const,
    );
  }

  private hold(row: KeyRow, audience: string): SealingKeyOf {
    const key = { kid: row.kid, key: this.open(row) };
    if (this.held.size >= cacheSize) {
      this.held.clear();
      this.byKid.clear();
    }
    this.held.set(slot(row.holder, audience, row.class), key);
    this.byKid.set(row.kid, key);
    return key;
  }

  private open({ kid, kek, wrapped }: KeyRow): Buffer {
    try {
      if (kek === this.folder.kek.version) return unwrap(wrapped, kid, this.folder.kek.key);
    } catch {
      // The same answer as for a version that is not here: neither key nor row is shown.
    }
    throw new Misconfigured(
      `A key is wrapped under key-encryption key ${String(kek)}, which does not open it`,
      'DATA_DIR/keys',
      'Put back the key folder that belongs to this keys database.',
    );
  }
}

const slot = (holder: string, audience: string, keyClass: string) =>
  `${holder}\n${audience}\n${keyClass}`;
