import type pg from 'pg';
import { Invalid, Unavailable, type Audience } from '#kernel';
import { reachable } from '#platform/postgres';
import type { SealingKeyOf } from '#sealing';
import { underKnownKeks, unknownKek, type ActiveKek } from './active-kek.js';
import type { KeyEncryptionKeys } from './keks.js';
import { officersOf, type Officer } from './roster.js';
import { openBox } from './sealed-box.js';
import { boundTo, insertSealed, sealedFor, type SealedRow } from './sealed-rows.js';
import { unwrap } from './wrapping.js';

/** What a session needs of the vault. */
interface SessionParts {
  readonly pool: pg.Pool;
  readonly keks: KeyEncryptionKeys;
  readonly active: ActiveKek;
}

/** A session ends by itself this long after its last use. */
const idleMs = 15 * 60_000;
/** Keys handed to another officer in one statement. */
const batch = 500;

/** An officer's private key, open for a while. What it opens stays in this session and never enters the vault's cache. */
export class OfficerSession {
  private readonly opened = new Map<string, Buffer>();
  private lastUse = performance.now();
  private timer: NodeJS.Timeout;
  private closed = false;

  constructor(
    private readonly parts: SessionParts,
    private readonly naming: Buffer,
    private readonly officer: Officer,
    private readonly audience: Audience,
    private readonly privateKey: Buffer,
  ) {
    this.timer = this.closing();
  }

  /** Level-2 keys by their ids, as far as they are sealed to this officer. @throws Unavailable once it is closed */
  async keys(kids: readonly string[]): Promise<SealingKeyOf[]> {
    this.use();
    // Asked each time: an officer who was dismissed meanwhile has no rows any more.
    const rows = await this.rows(
      'select kid, kek, wrapped from sealed_key where officer = $1 and kid = any($2)',
      [this.officer.id, kids],
    );
    const byKid = new Map(rows.map((row) => [row.kid, row]));
    return kids.flatMap((kid) => {
      const row = byKid.get(kid);
      if (!row) return [];
      const key = this.opened.get(kid) ?? this.open(row);
      this.opened.set(kid, key);
      return { kid, key };
    });
  }

  /**
   * Seals every key that this session can open to another officer of the audience too. Answers how many; broken off, it
   * goes on where it was.
   * @throws Invalid when that account is no officer yet
   */
  async admit(account: string): Promise<number> {
    const [other] = await officersOf(this.parts.pool, this.naming, this.audience, account);
    if (!other) throw new Invalid('account', 'is no officer of this audience yet: enrol it first');
    let admitted = 0;
    for (let after = ''; ;) {
      this.use();
      const rows = await this.rows(
        `select kid, kek, wrapped from sealed_key mine where officer = $1 and kid > $3
           and not exists (select from sealed_key theirs where theirs.kid = mine.kid and theirs.officer = $2)
         order by kid limit ${String(batch)}`,
        [this.officer.id, other.id, after],
      );
      const last = rows.at(-1);
      if (!last) return admitted;
      after = last.kid;
      const keys = rows.map((row) => ({ kid: row.kid, key: this.open(row) }));
      await insertSealed(this.parts, [], (kek) =>
        keys.flatMap((key) => sealedFor([other], key, kek)),
      );
      admitted += rows.length;
    }
  }

  /** Wipes the private key and every key that it opened. */
  close(): void {
    clearTimeout(this.timer);
    this.closed = true;
    this.privateKey.fill(0);
    for (const key of this.opened.values()) key.fill(0);
    this.opened.clear();
  }

  private use(): void {
    // A machine that slept fires its timers late.
    if (performance.now() - this.lastUse >= idleMs) this.close();
    if (this.closed) throw locked();
    this.lastUse = performance.now();
    clearTimeout(this.timer);
    this.timer = this.closing();
  }

  private closing(): NodeJS.Timeout {
    return setTimeout(() => {
      this.close();
    }, idleMs).unref();
  }

  private rows(sql: string, values: readonly unknown[]): Promise<readonly SealedRow[]> {
    return underKnownKeks(this.parts.keks, async () => {
      const { rows } = await reachable(this.parts.pool.query<SealedRow>(sql, [...values]));
      return rows;
    });
  }

  private open({ kid, kek, wrapped }: SealedRow): Buffer {
    if (this.closed) throw locked();
    const wrapping = this.parts.keks.get(kek);
    if (!wrapping) throw unknownKek(kek);
    const bound = boundTo(kid, this.officer.id);
    const { publicKey } = this.officer;
    try {
      const box = unwrap(wrapped, bound, wrapping);
      return openBox(box, { publicKey, privateKey: this.privateKey }, bound);
    } catch {
      throw unknownKek(kek);
    }
  }
}

const locked = () =>
  new Unavailable('The session is locked', 'Enter the passphrase again.', 'TOO_BUSY');
