import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { investigation, OpenInvestigation } from '#investigation/process';
import { formatInstant, Refused, Unavailable, type Json } from '#kernel';
import { Readings } from '#decisions';
import { openPool, withClient } from '#platform/postgres';
import {
  everyRole,
  newInstallation,
  type TestInstallation,
} from '../../../../test/language/installation.js';
import { now } from '../../../../test/language/given.js';
import { Accounts } from './accounts.js';
import { linkHash, ReadAudit } from './read-audit.js';

let installation: TestInstallation;
let pool: pg.Pool;
let time = now;
const clock = { now: () => time };
const entry = {
  principal: everyRole,
  operation: 'test.read',
  subject: 'case-1',
  detail: { z: 1, a: ['x'] },
};

interface AuditRow {
  readonly seq: string;
  readonly at: Date;
  readonly principal: string;
  readonly operation: string;
  readonly subject: string;
  readonly detail: Json;
  readonly prev: Buffer;
  readonly hash: Buffer;
}
const rowsOf = async () =>
  (await pool.query<AuditRow>('select * from office.access_log order by seq')).rows;

/** Index of the first row that does not follow from the one before, -1 when all do. */
const firstBroken = (rows: readonly AuditRow[]) =>
  rows.findIndex(({ seq, at, principal, operation, subject, detail, prev, hash }, i) => {
    const before = rows[i - 1]?.hash ?? Buffer.alloc(32);
    const row = {
      seq: Number(seq),
      at: formatInstant(at.getTime()),
      principal,
      operation,
      subject,
      detail,
    };
    return Number(seq) !== i || !prev.equals(before) || !hash.equals(linkHash(before, row));
  });

beforeAll(async () => {
  installation = await newInstallation();
  pool = openPool(installation.databases.main.office, 'test audit');
});
afterAll(async () => {
  await pool.end();
  await installation.close();
});

describe('the read audit', () => {
  it('links a row to the one before by SHA-256 over both', () => {
    const prev = createHash('sha256').update('before').digest();
    const expected = createHash('sha256').update(prev).update('{"a":[1],"z":"é"}').digest();
    expect(linkHash(prev, { z: 'é', a: [1] }).equals(expected)).toBe(true);
  });

  it('is a chain of hashes from zeros on', async () => {
    const audit = new ReadAudit(pool, clock);
    for (let i = 0; i < 3; i += 1) await audit.append({ ...entry, subject: `case-${i}` });
    const rows = await rowsOf();
    expect(rows[0]?.prev.equals(Buffer.alloc(32))).toBe(true);
    expect(firstBroken(rows)).toBe(-1);
    expect(rows.at(-1)).toMatchObject({
      principal: everyRole.id,
      operation: 'test.read',
      subject: 'case-2',
      detail: { a: ['x'], z: 1 },
    });
    expect(rows.at(-1)?.at.getTime()).toBe(now);
  });

  it('stays a chain under many writers of two processes', async () => {
    const second = openPool(installation.databases.main.office, 'test audit 2');
    const audits = [new ReadAudit(pool, clock), new ReadAudit(second, clock)];
    const before = (await rowsOf()).length;
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => (audits[i % 2] as ReadAudit).append(entry)),
    );
    await second.end();
    const rows = await rowsOf();
    expect(rows).toHaveLength(before + 40);
    expect(firstBroken(rows)).toBe(-1);
  });

  it('shows every change, removal and exchange of rows', async () => {
    const rows = await rowsOf();
    const other: { [K in keyof AuditRow]: AuditRow[K] } = {
      seq: '7',
      at: new Date(0),
      principal: '22222222-2222-4222-8222-222222222222',
      operation: 'test.write',
      subject: 'case-9',
      detail: { a: ['y'], z: 1 },
      prev: Buffer.alloc(32, 1),
      hash: Buffer.alloc(32, 1),
    };
    for (const column of Object.keys(other) as (keyof AuditRow)[]) {
      const changed = rows.with(2, { ...(rows[2] as AuditRow), [column]: other[column] });
      expect([column, firstBroken(changed)]).toEqual([column, 2]);
    }
    expect(firstBroken(rows.toSpliced(1, 1))).toBe(1);
    expect(firstBroken(rows.with(1, rows[2] as AuditRow).with(2, rows[1] as AuditRow))).toBe(1);
  });

  it('shows a row that the owner of the database changed', async () => {
    const { owner } = installation.databases.main;
    const set = (subject: string) =>
      withClient(owner, async (client) => {
        await client.query('alter table office.access_log disable trigger all');
        await client.query(`update office.access_log set subject = $1 where seq = 1`, [subject]);
        await client.query(
          'alter table office.access_log enable always trigger access_log_append_only',
        );
      });
    await set('case-8');
    expect(firstBroken(await rowsOf())).toBe(1);
    await set('case-1');
    expect(firstBroken(await rowsOf())).toBe(-1);
  });

  it('cannot be changed by the office', async () => {
    const of_ = (sql: string) =>
      pool.query(sql).then(
        () => 'done',
        () => 'refused',
      );
    expect(await of_(`update office.access_log set subject = 'x'`)).toBe('refused');
    expect(await of_('delete from office.access_log')).toBe('refused');
  });

  it('fails as a whole when its row is refused, and goes on after', async () => {
    const audit = new ReadAudit(pool, clock);
    const before = (await rowsOf()).length;
    const failure = await audit.append({ ...entry, principal: { id: 'no uuid', roles: [] } }).then(
      () => 'appended',
      () => 'failed',
    );
    expect(failure).toBe('failed');
    await audit.append(entry);
    const rows = await rowsOf();
    expect(rows).toHaveLength(before + 1);
    expect(firstBroken(rows)).toBe(-1);
  });
});

describe('without the read audit', () => {
  it('nothing is read', async () => {
    const { engine, databases } = installation;
    await engine.decisions.take(
      investigation,
      new OpenInvestigation(
        {
          case: 'r1',
          title: { zh: '一', en: 'one' },
          publicity: 'public',
          basis: 'panel-record',
          receivedAt: '2026-03-02T09:30:00+08:00',
        },
        { actor: everyRole, commandId: 'r1' },
      ),
    );
    const stream = engine.vault.streamOf('r1');
    const operation = Object.keys(
      (await import('#capabilities')).capabilities.reduce(
        (all, { grants }) => ({ ...all, ...grants }),
        {},
      ),
    )[0] as string;
    const read = (audit: ReadAudit) =>
      new Readings(engine.store, engine.vault, engine.access, audit, engine.catalogue).open(
        everyRole,
        operation,
        stream,
        0,
        10,
      );
    const before = (await rowsOf()).length;
    expect(await read(new ReadAudit(pool, clock))).toHaveLength(1);
    const [row] = (await rowsOf()).slice(before);
    expect(row).toMatchObject({ principal: everyRole.id, operation, subject: stream });

    const closed = openPool(databases.main.office, 'closed');
    await closed.end();
    expect(await read(new ReadAudit(closed, clock)).catch(() => 'refused')).toBe('refused');

    const away = openPool({ ...databases.main.office, port: 1, host: '127.0.0.1' }, 'away');
    const failure = await read(new ReadAudit(away, clock)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Unavailable);
    await away.end();

    const right = (sql: string) =>
      withClient(databases.main.owner, (client) =>
        client.query(`${sql} "${databases.main.office.user}"`),
      );
    await right('revoke insert on office.access_log from');
    expect(await read(new ReadAudit(pool, clock)).catch(() => 'refused')).toBe('refused');
    await right('grant insert on office.access_log to');
    expect(await rowsOf()).toHaveLength(before + 1);
    expect(await read(new ReadAudit(pool, clock))).toHaveLength(1);
  });
});

describe('accounts', () => {
  const accounts = () => new Accounts(pool, new ReadAudit(pool, clock), clock);

  it('a token works until it expires', async () => {
    time = now;
    const { id } = await accounts().ensure('a@test.example', ['member', 'chair']);
    const { token, expiresAt, principal } = await accounts().issue('a@test.example', 3600);
    expect(expiresAt).toBe(formatInstant(now + 3_600_000));
    expect(principal).toEqual({ id, roles: ['member', 'chair'] });
    time = now + 3_599_999;
    expect(await accounts().authenticate(token)).toEqual({ id, roles: ['member', 'chair'] });
    time = now + 3_600_000;
    expect(await accounts().authenticate(token)).toBeNull();
    time = now;
  });

  it('nobody holds a token that was not issued', async () => {
    await accounts().ensure('b@test.example', ['member']);
    const { token } = await accounts().issue('b@test.example', 60);
    for (const other of ['', 'x', token.slice(0, -1), `${token}A`, token.toLowerCase()])
      expect(await accounts().authenticate(other)).toBeNull();
    expect((await accounts().issue('b@test.example', 60)).token).not.toBe(token);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });

  it('only the SHA-256 of a token is stored', async () => {
    await accounts().ensure('c@test.example', ['member']);
    const { token } = await accounts().issue('c@test.example', 60);
    const { rows } = await pool.query<{ row: string }>(
      `select b::text as row from office.bearer b union all select l::text from office.access_log l`,
    );
    const all = rows.map(({ row }) => row).join('\n');
    expect(all).toContain(createHash('sha256').update(token).digest('hex'));
    const bytes = Buffer.from(token, 'base64url');
    for (const form of [
      token,
      bytes.toString('hex'),
      bytes.toString('base64'),
      Buffer.from(token).toString('hex'),
    ])
      expect(all).not.toContain(form);
  });

  it('issuing is in the audit, without the token, and a token that is not audited is not issued', async () => {
    const { id } = await accounts().ensure('d@test.example', ['admin']);
    const { token, expiresAt } = await accounts().issue('d@test.example', 60);
    const last = (await rowsOf()).at(-1);
    expect(last).toMatchObject({
      principal: id,
      operation: 'token.issue',
      subject: id,
      detail: { expiresAt },
    });
    expect(JSON.stringify(last)).not.toContain(token);
    const closed = openPool(installation.databases.main.office, 'closed');
    await closed.end();
    const tokens = () => pool.query('select 1 from office.bearer').then(({ rowCount }) => rowCount);
    const before = await tokens();
    const blind = new Accounts(pool, new ReadAudit(closed, clock), clock);
    expect(await blind.issue('d@test.example', 60).catch(() => 'refused')).toBe('refused');
    expect(await tokens()).toBe(before);
  });

  it('an account keeps its roles when it is ensured again, and an unknown one is refused', async () => {
    const first = await accounts().ensure('e@test.example', ['member']);
    expect(await accounts().ensure('e@test.example', ['admin'])).toEqual(first);
    const failure = await accounts()
      .issue('nobody@test.example', 60)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Refused);
    expect((failure as Refused).code).toBe('account.unknown');
  });

  it('roles that are taken away are gone from tokens at once', async () => {
    await accounts().ensure('f@test.example', ['chair']);
    const { token } = await accounts().issue('f@test.example', 60);
    await pool.query(`update office.account set roles = '{}' where email = 'f@test.example'`);
    expect((await accounts().authenticate(token))?.roles).toEqual([]);
  });
});
