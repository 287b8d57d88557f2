import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { formatInstant, Refused, type Clock, type Principal, type Role } from '#kernel';
import { reachable } from '#platform/postgres';
import type { ReadAudit } from './read-audit.js';

export interface IssuedToken {
  readonly token: string;
  /** RFC 3339. */
  readonly expiresAt: string;
  readonly principal: Principal;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** Accounts of `AUTH_MODE=local` and their bearer tokens. A token is stored as its SHA-256 only. */
export class Accounts {
  constructor(
    private readonly pool: pg.Pool,
    private readonly audit: ReadAudit,
    private readonly clock: Clock,
  ) {}

  /** Makes the account if it is missing; the roles of one that is there stay as they are. */
  async ensure(email: string, roles: readonly Role[]): Promise<Principal> {
    await reachable(
      this.pool.query(
        `insert into office.account (id, email, roles) values ($1, $2, $3) on conflict (email) do nothing`,
        [randomUUID(), email, roles],
      ),
    );
    return this.of(email);
  }

  /** @throws Refused `account.unknown` */
  async of(email: string): Promise<Principal> {
    const { rows } = await reachable(
      this.pool.query<Principal>(`select id, roles from office.account where email = $1`, [email]),
    );
    const [principal] = rows;
    if (!principal) throw new Refused('account.unknown');
    return principal;
  }

  /** @param ttlSeconds how long it is good for. @throws Refused `account.unknown` */
  async issue(email: string, ttlSeconds: number): Promise<IssuedToken> {
    const principal = await this.of(email);
    const now = this.clock.now();
    const expiresAt = now + ttlSeconds * 1000;
    const token = randomBytes(32).toString('base64url');
    await this.audit.append({
      principal,
      operation: 'token.issue',
      subject: principal.id,
      detail: { expiresAt: formatInstant(expiresAt) },
    });
    await reachable(
      this.pool.query(
        `insert into office.bearer (token_sha256, account_id, issued_at, expires_at) values ($1, $2, $3, $4)`,
        [sha256(token), principal.id, formatInstant(now), formatInstant(expiresAt)],
      ),
    );
    return { token, expiresAt: formatInstant(expiresAt), principal };
  }

  /** Whoever holds this token, null when it is unknown or over. */
  async authenticate(token: string): Promise<Principal | null> {
    const { rows } = await reachable(
      this.pool.query<Principal>(
        `select a.id, a.roles from office.bearer b join office.account a on a.id = b.account_id
         where b.token_sha256 = $1 and b.expires_at > $2`,
        [sha256(token), formatInstant(this.clock.now())],
      ),
    );
    return rows[0] ?? null;
  }
}
