import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { Invalid, Misconfigured, type Audience } from '#kernel';
import { reachable } from '#platform/postgres';
import { ActiveKek } from './active-kek.js';
import type { KeyFolder } from './key-folder.js';
import { levelOf } from './levels.js';
import { officerProof } from './naming.js';
import { OfficerSession } from './officer-session.js';
import { checkPassphrase, passphraseKey } from './passphrase.js';
import { officerOf, type OfficerRow } from './roster.js';
import { newBoxKeys } from './sealed-box.js';
import { unwrap, wrap } from './wrapping.js';

/**
 * The officers of an audience of level 2, each with a key pair whose private half only a passphrase opens. Nobody can
 * reset a passphrase: dismiss the officer, enrol again, and let another one admit.
 */
export class Officers {
  constructor(
    private readonly pool: pg.Pool,
    private readonly folder: KeyFolder,
  ) {}

  /**
   * What is sealed from now on is sealed to this officer too; what was sealed before, once another officer admits.
   * @throws Invalid for an audience without officers, an officer of it, or a passphrase that is too short
   */
  async enrol(account: string, audience: Audience, passphrase: string): Promise<void> {
    if (levelOf(audience) !== 2)
      throw new Invalid('audience', 'keeps its content at level 1, which has no officers');
    checkPassphrase(passphrase);
    const id = randomUUID();
    const { publicKey, privateKey } = newBoxKeys();
    const salt = randomBytes(16);
    const wrapped = wrap(privateKey, id, await passphraseKey(passphrase, salt));
    privateKey.fill(0);
    const proof = officerProof(this.folder.naming, [id, account, audience], publicKey);
    const { rowCount } = await reachable(
      this.pool.query(
        `insert into officer (id, account, audience, public_key, proof, salt, private_key, enrolled_at)
         values ($1, $2, $3, $4, $5, $6, $7, now()) on conflict (account, audience) do nothing`,
        [id, account, audience, publicKey, proof, salt, wrapped],
      ),
    );
    if (rowCount === 0)
      throw new Invalid('account', 'is an officer of this audience already: dismiss it first');
  }

  /** Deletes what was sealed to the officer; open sessions of theirs open nothing any more. Answers whether there was one. */
  async dismiss(account: string, audience: Audience): Promise<boolean> {
    const { rowCount } = await reachable(
      this.pool.query('delete from officer where account = $1 and audience = $2', [
        account,
        audience,
      ]),
    );
    return rowCount === 1;
  }

  /**
   * Opens the officer's private key for a session. The same work and the same answer whether the account, the audience
   * or the passphrase is wrong.
   * @throws Invalid
   */
  async unlock(account: string, audience: Audience, passphrase: string): Promise<OfficerSession> {
    const { rows } = await reachable(
      this.pool.query<OfficerRow & { salt: Buffer; private_key: Buffer }>(
        'select * from officer where account = $1 and audience = $2',
        [account, audience],
      ),
    );
    const row = rows[0];
    const key = await passphraseKey(passphrase, row?.salt ?? nobody.salt);
    try {
      const privateKey = unwrap(row?.private_key ?? nobody.privateKey, row?.id ?? '', key);
      if (row) {
        const officer = officerOf(this.folder.naming, row);
        const parts = {
          pool: this.pool,
          keks: this.folder.keks,
          active: new ActiveKek(this.pool, this.folder.keks),
        };
        return new OfficerSession(parts, this.folder.naming, officer, audience, privateKey);
      }
    } catch (error) {
      if (error instanceof Misconfigured) throw error;
      // The same answer as for an account that does not exist.
    } finally {
      key.fill(0);
    }
    throw new Invalid('passphrase', 'does not open the key of an officer of this audience');
  }
}

/** Stands in for an officer who does not exist, so that asking for one takes as long. */
const nobody = { salt: Buffer.alloc(16), privateKey: Buffer.alloc(12 + 16 + 48) };
