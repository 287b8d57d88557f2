import { spawn } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '#platform/postgres';
import { newInstallation, testServer, type TestInstallation } from '../language/installation.js';
import { findCanaries } from '../language/leak-search.js';
import { daylight, repository, Tracker, type Environment } from '../language/tracker.js';
import {
  actionLines,
  allLines,
  backUp,
  contentOf,
  fill,
  importLines,
  manifestOf,
  newPlace,
  rewrite,
  writeManifestOf,
  type Target,
} from './installations.js';

/** An installation that only commands have touched: a database of its own on the server of the tests. */
async function newPlaceOnServer(): Promise<{
  environment: Environment;
  databases: () => Target['databases'];
  drop: () => Promise<void>;
}> {
  const dataDir = await newPlace();
  const database = `t_${randomUUID().replaceAll('-', '')}`;
  const { host, port, user, password } = testServer();
  const environment = {
    DATA_DIR: dataDir,
    DATABASE_URL: `postgres://${user}:${encodeURIComponent(password)}@/${database}?host=${encodeURIComponent(host)}&port=${String(port)}`,
  };
  const owner = { host, port, user, password, database };
  const as = (role: string) => ({ ...owner, user: `${database}_${role}` });
  return {
    environment,
    databases: () => ({
      main: { owner, office: as('office'), feed: as('feed') },
      keys: { owner, keys: as('keys') },
    }),
    drop: async () => {
      await withClient({ ...owner, database: 'postgres' }, async (client) => {
        for (const name of [database, `${database}_keys`])
          await client.query(`drop database if exists "${name}" with (force)`);
        for (const role of ['office', 'feed', 'keys'])
          await client.query(`drop role if exists "${database}_${role}"`);
      });
      await rm(dataDir, { recursive: true });
    },
  };
}

/** Runs `daylight …` and kills it with -9 when `now` says so of a line of progress; answers whether it was. */
async function killed(
  args: readonly string[],
  environment: Environment,
  now: (events: number) => boolean,
  each?: () => boolean,
): Promise<boolean> {
  const main = join(repository, 'dist/apps/daylight/src/main.js');
  const child = spawn(process.execPath, [main, ...args, '--json'], {
    env: { PATH: process.env['PATH'], DAYLIGHT_TEST_CLUSTER: 'not-durable', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { progress } = JSON.parse(line) as { progress?: { events: number } };
    if (progress && now(progress.events)) child.kill('SIGKILL');
  });
  const watch = setInterval(() => {
    if (each?.()) child.kill('SIGKILL');
  }, 1);
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  clearInterval(watch);
  return signal === 'SIGKILL';
}

describe('daylight backup and restore', () => {
  let source: TestInstallation;
  let place: string;
  let many: string;
  beforeAll(async () => {
    source = await newInstallation();
    await fill(source);
    await importLines(source.engine, actionLines(40, 20).replaceAll('imported-', 'more-'));
    place = await newPlace();
    many = join(place, 'many');
    await backUp(source.databases, many);
    await rewrite(many, 'events', await allLines(many, 'events'), 2);
  }, 300_000);
  afterAll(async () => {
    await source.close();
    await rm(place, { recursive: true });
  });

  it('killed with -9 again and again in the middle of a restore, ends complete and equal', async () => {
    const here = await newPlaceOnServer();
    const content = await contentOf(source.databases);
    const { events = [] } = content;
    let before = 0;
    for (const at of [10, 250, 600]) {
      expect(await killed(['restore', many], here.environment, (n) => n >= at)).toBe(true);
      const { events: loaded = [], head } = await contentOf(here.databases());
      expect(loaded.length).toBeGreaterThanOrEqual(Math.max(at, before));
      expect(loaded.length).toBeLessThan(events.length);
      expect(loaded).toEqual(events.slice(0, loaded.length));
      expect(head).toEqual([{ row: `(0,${loaded.length})` }]);
      before = loaded.length;
      // Half a log is backed up by nobody.
      const backup = await daylight(['backup', join(place, 'of-half')], here.environment);
      expect([backup.code, backup.error]).toEqual([3, expect.stringContaining('broken off')]);
    }
    const { code, result } = await daylight(['restore', many, '--json'], here.environment);
    const { size, root, files } = await manifestOf(many);
    expect([code, result]).toEqual([
      0,
      { done: true, kind: 'events', size, root, files: files.length, seconds: expect.any(Number) },
    ]);
    expect(await contentOf(here.databases())).toEqual(content);
    expect((await daylight(['backup', join(place, 'after')], here.environment)).code).toBe(0);
    await here.drop();
  }, 240_000);

  it('killed in the middle of a backup, leaves what is recognised as none', async () => {
    const here = await newPlaceOnServer();
    expect((await daylight(['restore', many], here.environment)).code).toBe(0);
    const to = join(place, 'killed');
    const begun = () => existsSync(join(to, 'events'));
    expect(await killed(['backup', to], here.environment, () => false, begun)).toBe(true);
    expect(await readdir(to)).not.toContain('manifest.json');
    for (const [args, said] of [
      [['restore', to], 'written last, is missing'],
      [['backup', to], 'a backup that was broken off has no manifest.json'],
    ] as const) {
      const { code, error } = await daylight(args, here.environment);
      expect([code, error]).toEqual([3, expect.stringContaining(said)]);
    }
    await here.drop();
  }, 120_000);

  it('says in its exit code what became of it', async () => {
    const here = await newPlaceOnServer();
    const newer = join(place, 'newer');
    await mkdir(newer);
    await writeManifestOf(newer, { ...(await manifestOf(many)), format: 2 });
    const keys = join(place, 'keys');
    await mkdir(keys);
    await writeManifestOf(keys, { format: 1, kind: 'keys' });
    for (const [args, wanted, said] of [
      [['backup'], 2, 'missing required argument'],
      [['restore'], 2, 'missing required argument'],
      [['restore', join(place, 'nowhere')], 3, 'is missing'],
      [['restore', newer], 3, 'Restore it with the newer Daylight'],
      [['restore', many, '--identity', 'x'], 2, 'holds events'],
      [['restore', keys], 2, '--identity FILE'],
      [['backup', join(place, 'nothing')], 3, 'the log is empty'],
    ] as const) {
      const { code, error } = await daylight(args, here.environment);
      expect([args, code, error]).toEqual([args, wanted, expect.stringContaining(said)]);
    }
    await here.drop();
  }, 120_000);

  it('does not restore while anybody is connected', async () => {
    const here = await newPlaceOnServer();
    expect((await daylight(['migrate'], here.environment)).code).toBe(0);
    const { roles } = JSON.parse(
      await readFile(join(here.environment['DATA_DIR'] ?? '', 'keys/database-roles.json'), 'utf8'),
    ) as { roles: Record<string, string> };
    const { office } = here.databases().main;
    await withClient({ ...office, password: roles[office.user] ?? '' }, async () => {
      const { code, error } = await daylight(['restore', many], here.environment);
      expect([code, error]).toEqual([3, expect.stringContaining('of a running Daylight')]);
    });
    expect((await contentOf(here.databases()))['events']).toEqual([]);
    await here.drop();
  }, 120_000);
});

describe('a backup of sealed values, made beside a running server', () => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const canary = () =>
    Array.from({ length: 16 }, () => letters[randomInt(letters.length)]).join('');
  const [title, actor, named, summary, kind, role, command, hidden] = Array.from(
    { length: 8 },
    canary,
  ) as [string, string, string, string, string, string, string, string];
  const sealed = [actor, named, summary, kind, role, command, hidden];
  const at = '2026-03-02T09:30:00+08:00';
  let tracker: Tracker;
  let place: string;
  beforeAll(async () => {
    // Durable, as it runs for real: what the tests switch off is not what a backup stands beside.
    tracker = await Tracker.start({ env: { DAYLIGHT_TEST_CLUSTER: 'durable' } });
    place = await newPlace();
    const both = (text: string) => ({ zh: text, en: text });
    await tracker.record(
      'openInvestigation',
      { case: 'control', title: both(title), publicity: 'public', receivedAt: at },
      'control-1',
    );
    await tracker.record(
      'recordAction',
      {
        ...{ case: 'control', at, kind, actor, actorRole: role, mentions: [named] },
        summary: `${actor} heard ${named} and ${summary}. So it was.`,
      },
      command,
    );
    const file = join(place, 'lines.ndjson');
    await writeFile(
      file,
      JSON.stringify({
        case: 'lines',
        at,
        kind: 'note',
        summary: 'Said.',
        extra: { more: hidden },
      }),
    );
    expect((await tracker.command('import', file)).code).toBe(0);
  }, 180_000);
  afterAll(async () => {
    await tracker.end();
    await rm(place, { recursive: true });
  }, 60_000);

  it('holds none of them, in no encoding', async () => {
    const to = join(place, 'backup');
    const { code, result } = await tracker.command('backup', to, '--json');
    expect([code, result.size]).toEqual([0, await tracker.size()]);
    const names = (await readdir(to, { recursive: true })).filter((name) =>
      /\.(gz|json)$/.test(name),
    );
    const contents = await Promise.all(
      names.map(async (name) => {
        const bytes = await readFile(join(to, name));
        return { name, bytes: name.endsWith('.gz') ? gunzipSync(bytes) : bytes };
      }),
    );
    expect(contents.length).toBeGreaterThan(3);
    expect(findCanaries(contents, sealed)).toEqual([]);
    // The title of a public case is open, so the search has something to find.
    expect(findCanaries(contents, [title])).not.toEqual([]);
  }, 60_000);

  it('is not restored into the running installation', async () => {
    const { code, error } = await tracker.command('restore', join(place, 'backup'));
    expect([code, error]).toEqual([3, expect.stringContaining('Daylight runs as process')]);
  }, 60_000);
});
