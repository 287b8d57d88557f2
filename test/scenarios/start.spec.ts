import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  daylight,
  eventually,
  freePort,
  lives,
  newFolder,
  repository,
  Tracker,
  type Json,
} from '../language/tracker.js';
import { systemClock } from '#kernel';

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
const refusesConnections = (url: string) =>
  fetch(url).then(
    () => false,
    () => true,
  );

describe('the engineer starts Daylight', () => {
  let tracker: Tracker;
  let size: number;
  const file = (...path: string[]) => join(tracker.dataDir, ...path);
  const serverPid = () => Number(tracker.file('postgres', 'postmaster.pid').split('\n')[0]);

  beforeAll(async () => {
    tracker = await Tracker.start();
    size = await tracker.size();
  }, 120_000);
  afterAll(() => tracker.end(), 60_000);

  it('and reads the addresses, then `ready` as the last line', () => {
    expect(tracker.lines.at(-1)).toBe('ready');
    expect(tracker.lines.filter((line) => line === 'ready')).toHaveLength(1);
    const said = tracker.lines.join('\n');
    expect(said).toContain(`http://localhost:${String(tracker.environment['PORT'])}/en/cases/demo`);
    expect(said).toContain(`${tracker.officeUrl}/graphql`);
    expect(tracker.error).toBe('');
  });

  it('and scripts find where it runs, and the account, in files that only its user may read', () => {
    const run = JSON.parse(tracker.file('run.json'));
    expect(Object.keys(run).sort()).toEqual(['feed', 'office', 'pid', 'version']);
    expect(run).toMatchObject({
      pid: tracker.pid,
      feed: tracker.feedUrl,
      office: tracker.officeUrl,
      version: '0.1.0',
    });
    expect(mode(file('run.json'))).toBe('600');
    expect(mode(file('demo-accounts.json'))).toBe('600');
    expect(mode(file('keys'))).toBe('700');
    const [account] = JSON.parse(tracker.file('demo-accounts.json')) as Json[];
    expect(Object.keys(account).sort()).toEqual(['email', 'password', 'role', 'totpSecret']);
    expect(account).toMatchObject({ role: 'admin', email: 'admin@demo.test' });
  });

  it('and the letter and the demonstration case are there', async () => {
    const { data } = await tracker.graphql('{ investigations { nodes { ref } } }');
    expect(data.investigations.nodes).toEqual([{ ref: 'demo' }, { ref: 'letter' }]);
    expect(size).toBeGreaterThan(47);
  });

  it('and a script gets a token, which is recorded and works', async () => {
    const before = systemClock.now();
    const { code, result, lines } = await tracker.command(
      ...['token', '--as', 'admin@demo.test', '--json', '--ttl', '2h'],
    );
    expect(code).toBe(0);
    expect(lines).toHaveLength(1);
    expect(Object.keys(result).sort()).toEqual(['expiresAt', 'principal', 'token']);
    expect(Object.keys(result.principal).sort()).toEqual(['id', 'roles']);
    expect(result.principal.roles).toContain('secretary');
    const hours = (Date.parse(result.expiresAt) - before) / 3_600_000;
    expect(hours).toBeGreaterThan(1.99);
    expect(hours).toBeLessThan(2.02);
    const answer = await fetch(`${tracker.officeUrl}/metrics`, {
      headers: { authorization: `Bearer ${String(result.token)}` },
    });
    expect(answer.status).toBe(200);
    const issued = await tracker.sql(
      'select operation, subject from office.access_log order by seq desc limit 1',
    );
    expect(issued[0]?.operation).toMatch(/token|issue|bearer/i);
  });

  it('and the first command of the README is accepted as it stands there', async () => {
    const readme = readFileSync(join(repository, 'README.md'), 'utf8');
    const body = /-d '(\{[^']*\})'/.exec(readme)?.[1] ?? '';
    const { data } = (await tracker.post(body)).json();
    expect(data.recordAction).toMatchObject({ position: expect.any(String), userErrors: [] });
    size += 1;
  });

  it('but not for an account that there is not', async () => {
    const { code, error } = await tracker.command('token', '--as', 'nobody@demo.test', '--json');
    expect(code).toBe(2);
    expect(error).toContain('admin@demo.test');
  });

  it('and cannot start it twice on one folder', async () => {
    const second = await daylight(['start'], {
      ...tracker.environment,
      PORT: String(await freePort()),
      OFFICE_PORT: String(await freePort()),
    });
    expect(second.code).toBe(3);
    expect(second.error).toContain(`already runs as process ${String(tracker.pid)}`);
    expect(second.error).toContain('DATA_DIR');
    expect(second.lines).not.toContain('ready');
    expect(await tracker.size()).toBe(size);
    expect(JSON.parse(tracker.file('run.json'))).toMatchObject({ pid: tracker.pid });
  });

  it('and loses nothing when the launcher is killed', async () => {
    await tracker.record(
      'openInvestigation',
      {
        case: 'kept',
        title: { zh: '留', en: 'Kept' },
        publicity: 'public',
        receivedAt: '2026-03-02T09:30:00+08:00',
      },
      'kept-1',
    );
    const postgres = serverPid();
    await tracker.stop('SIGKILL');
    await eventually('office and feed end by themselves', async () => {
      const gone = await Promise.all([tracker.feedUrl, tracker.officeUrl].map(refusesConnections));
      return gone.every(Boolean);
    });
    expect(lives(postgres)).toBe(true);
    await tracker.up();
    expect(await tracker.size()).toBe(size + 1);
    expect((await tracker.feed('/en/cases/kept')).text).toContain('Kept');
    size += 1;
  }, 60_000);

  it('and stops it: exit 0, nothing runs on, nothing says that it runs', async () => {
    const postgres = serverPid();
    expect(await tracker.stop()).toBe(0);
    expect(existsSync(file('run.json'))).toBe(false);
    expect(existsSync(file('postgres', 'postmaster.pid'))).toBe(false);
    // It has ended; whoever adopted it may need a moment to collect it.
    await eventually('the database is gone', () => !lives(postgres));
    expect(await refusesConnections(tracker.feedUrl)).toBe(true);
    expect(await refusesConnections(tracker.officeUrl)).toBe(true);
  }, 60_000);

  it('and is told of a busy port: which one, what to do; the rest is stopped again', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as AddressInfo;
    for (const variable of ['PORT', 'OFFICE_PORT']) {
      const refused = await daylight(['start'], {
        ...tracker.environment,
        [variable]: String(port),
      });
      expect(refused.code).toBe(3);
      expect(refused.error).toContain(`Port ${String(port)} is held by another process`);
      expect(refused.error).toMatch(new RegExp(`set ${variable} to a free port`));
      expect(refused.error).not.toContain('    at ');
      expect(refused.lines).not.toContain('ready');
      expect(existsSync(file('postgres', 'postmaster.pid'))).toBe(false);
      expect(existsSync(file('run.json'))).toBe(false);
      expect(await refusesConnections(tracker.officeUrl)).toBe(true);
    }
    squatter.close();
  }, 60_000);

  it('and starts it again: nothing is seeded twice, and it is the same record', async () => {
    await tracker.up();
    expect(await tracker.size()).toBe(size);
    expect((await tracker.command('seed', '--json')).result).toMatchObject({
      done: true,
      events: 0,
    });
    expect(await tracker.size()).toBe(size);
  }, 60_000);

  it('and an older Daylight refuses what a newer one wrote', async () => {
    await tracker.sql(`insert into public.migration (name, sha256) values ('9999_later.sql', 'x')`);
    await tracker.stop();
    const refused = await daylight(['start'], tracker.environment);
    expect(refused.code).toBe(3);
    expect(refused.error).toContain('newer Daylight');
    expect(refused.error).toContain('9999_later.sql');
    expect(existsSync(file('postgres', 'postmaster.pid'))).toBe(false);
  }, 60_000);
});

describe('wrong settings', () => {
  it('are all named at once, without their values, before anything is made', async () => {
    const folder = await newFolder();
    const dataDir = join(folder, 'data');
    const { code, error, lines } = await daylight(['start'], {
      DATA_DIR: dataDir,
      PORT: 'eighty-sekrit',
      OFFICE_PORT: '70000',
      DEMO: '0',
      AUTH_MODE: 'magic-sekrit',
      DATABASE_URL: 'mysql://root:sekrit@db/x',
    });
    expect(code).toBe(3);
    expect(lines).toEqual([]);
    for (const name of ['PORT', 'OFFICE_PORT', 'AUTH_MODE', 'DATABASE_URL', 'TIME_ZONE'])
      expect(error).toMatch(new RegExp(`^ *${name}: `, 'm'));
    expect(error).not.toContain('sekrit');
    expect(existsSync(dataDir)).toBe(false);
    await rm(folder, { recursive: true });
  });

  it('of usage end with 2', async () => {
    for (const args of [['strat'], ['import']]) expect((await daylight(args, {})).code).toBe(2);
  });
});

describe('an installation of a company', () => {
  it('needs a zone', async () => {
    const { code, error } = await daylight(['start'], { DEMO: '0', DATA_DIR: '/nowhere' });
    expect(code).toBe(3);
    expect(error).toContain('TIME_ZONE');
  });

  it('starts without a case and without accounts of a demonstration', async () => {
    const tracker = await Tracker.start({
      env: { DEMO: '0', TIME_ZONE: 'Europe/Berlin', PUBLIC_URL: 'https://tracker.example' },
    });
    try {
      expect(await tracker.size()).toBe(1);
      const { data } = await tracker.graphql('{ investigations { totalCount } }');
      expect(data.investigations.totalCount).toBe(0);
      expect(existsSync(join(tracker.dataDir, 'demo-accounts.json'))).toBe(false);
      const list = await tracker.feed('/en/');
      expect(list.status).toBe(200);
      expect(list.text).toContain('Berlin');
      expect(list.text).not.toMatch(/demonstration|fictional/i);
      const [leaf] = await tracker.sql('select leaf from log.events where position = 0');
      expect(Buffer.from(leaf.leaf.split('.')[1], 'base64url').toString()).toContain(
        'tracker.example/log',
      );
      const token = await tracker.command('token', '--as', 'admin@localhost', '--json');
      expect(token.code).toBe(0);
    } finally {
      await tracker.end();
    }
  }, 60_000);
});
