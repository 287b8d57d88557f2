import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventsManifest } from '#backup';
import type { Engine } from '#engine';
import { Corrupt, Misconfigured } from '#kernel';
import { rebuild } from '#projections';
import { leafHash, TreeRoot } from '#tlog';
import { action, failureOf, opening, take } from '../decisions/case.js';
import { checkLog } from '../language/check-log.js';
import { newInstallation, type TestInstallation } from '../language/installation.js';
import {
  actionLines,
  allLines,
  backUp,
  contentOf,
  engineOn,
  fill,
  importLines,
  linesIn,
  newPlace,
  newTarget,
  restore,
  rewrite,
  sql,
  tamper,
  type Target,
} from './installations.js';

const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
const digests = async ({ projections }: Engine) => {
  const made = [];
  for (const projected of projections.parts.views) {
    const { name, rows, digest } = await rebuild(projections, projected);
    made.push({ name, rows, digest });
  }
  return made;
};

describe('a backup, restored', () => {
  let source: TestInstallation;
  let target: Target;
  let restored: Engine;
  let place: string;
  let manifest: EventsManifest;
  const folder = () => join(place, 'backup');

  beforeAll(async () => {
    source = await newInstallation();
    await fill(source);
    await take(source.engine, opening('own'));
    await take(source.engine, action('own', 'own-1'));
    place = await newPlace();
    manifest = await backUp(source.databases, folder());
    target = await newTarget();
    await restore(target, folder());
    restored = await engineOn(target, source);
  }, 120_000);
  afterAll(async () => {
    await restored.close();
    await target.drop();
    await source.close();
    await rm(place, { recursive: true });
  });

  it('is what it was, every column of events, read audit, accounts and checkpoints', async () => {
    const [before, after] = [await contentOf(source.databases), await contentOf(target.databases)];
    expect(before['events']?.length).toBeGreaterThan(100);
    expect(before['accessLog']).toHaveLength(3);
    expect(before['accounts']).toHaveLength(1);
    expect(before['checkpoints']).toHaveLength(1);
    expect(after).toEqual(before);
  });

  it('says of itself what it is', async () => {
    const rows = await sql(source.databases, 'select leaf from log.events order by position');
    const tree = new TreeRoot();
    for (const { leaf } of rows) tree.append(leafHash(String(leaf)));
    expect(manifest).toMatchObject({
      ...{ format: 1, kind: 'events', origin: 'test.example/log', size: rows.length },
      ...{ root: tree.root().toString('hex'), software: 'daylight test', accounts: 1 },
    });
    expect(manifest.accessLog.rows).toBe(3);
    expect(manifest.files.map(({ name, count }) => [name, count])).toEqual([
      ['events/0000000000.ndjson.gz', rows.length],
      ['access-log/0000000000.ndjson.gz', 3],
      ['accounts/0000000000.ndjson.gz', 1],
      ['checkpoints/0000000000.ndjson.gz', 1],
    ]);
  });

  it('is open to its owner only, and nothing half is left in it', async () => {
    const names = await readdir(folder(), { recursive: true });
    expect(names.filter((name) => name.endsWith('.new'))).toEqual([]);
    for (const name of ['', 'events', 'access-log', 'accounts', 'checkpoints'])
      expect([name, await mode(join(folder(), name))]).toEqual([name, '700']);
    for (const { name } of [...manifest.files, { name: 'manifest.json' }])
      expect([name, await mode(join(folder(), name))]).toEqual([name, '600']);
  });

  it('holds no token', async () => {
    const [token] = await sql(
      source.databases,
      `select encode(token_sha256, 'hex') as hash from office.bearer`,
    );
    for (const { name } of manifest.files)
      expect((await linesIn(folder(), name)).join('\n')).not.toContain(token?.['hash']);
  });

  it('verifies, and its views are the same rows', async () => {
    expect(await checkLog(restored)).toEqual({ size: manifest.size });
    expect(await digests(restored)).toEqual(await digests(source.engine));
  });

  it('knows the commands of before: sent again they have no second effect', async () => {
    const again = await take(restored, action('own', 'own-1'));
    expect([again.events, again.position]).toEqual([0, String(manifest.size - 1)]);
    await importLines(restored, actionLines(3, 15));
    const [row] = await sql(target.databases, 'select count(*)::int as n from log.events');
    expect(row?.['n']).toBe(manifest.size);
  });

  it('backed up again has the same files', async () => {
    const again = await backUp(target.databases, join(place, 'again'));
    expect({ ...again, createdAt: '' }).toEqual({ ...manifest, createdAt: '' });
  });

  it('restored again changes nothing', async () => {
    const before = await contentOf(target.databases);
    await restore(target, folder());
    expect(await contentOf(target.databases)).toEqual(before);
  });

  it('goes on as a log: its next event is the next index', async () => {
    const taken = await take(restored, action('own', 'own-2'));
    expect(taken.position).toBe(String(manifest.size));
    // And then an older backup is no beginning of anything any more.
    const failure = await failureOf(restore(target, folder()));
    expect(failure).toBeInstanceOf(Misconfigured);
    expect((failure as Error).message).toContain('a restore makes neither shorter');
  });
});

describe('a backup', () => {
  let source: TestInstallation;
  let place: string;
  beforeAll(async () => {
    source = await newInstallation();
    await fill(source);
    place = await newPlace();
  }, 120_000);
  afterAll(async () => {
    await source.close();
    await rm(place, { recursive: true });
  });

  it('does not go into a folder that holds something', async () => {
    await backUp(source.databases, join(place, 'one'));
    const before = await readFile(join(place, 'one', 'manifest.json'));
    const second = await failureOf(backUp(source.databases, join(place, 'one')));
    expect((second as Error).message).toContain('holds a backup already');
    expect(await readFile(join(place, 'one', 'manifest.json'))).toEqual(before);
    await mkdir(join(place, 'other'));
    await writeFile(join(place, 'other', 'notes'), '');
    const third = await failureOf(backUp(source.databases, join(place, 'other')));
    expect((third as Error).message).toContain('is not empty');
    expect(await readdir(join(place, 'other'))).toEqual(['notes']);
  });

  it('of an empty log is refused, and leaves no folder', async () => {
    const target = await newTarget();
    const failure = await failureOf(backUp(target.databases, join(place, 'none')));
    expect((failure as Error).message).toContain('the log is empty');
    await expect(readdir(join(place, 'none'))).rejects.toThrow();
    await target.drop();
  });

  it('in many files is restored in their order', async () => {
    const from = join(place, 'many');
    await backUp(source.databases, from);
    await rewrite(from, 'events', await allLines(from, 'events'), 7);
    const target = await newTarget();
    await restore(target, from);
    const [before, after] = [await contentOf(source.databases), await contentOf(target.databases)];
    expect(after).toEqual(before);
    await target.drop();
  });
});

// As whoever owns the tables could change them.
describe('a backup of what does not verify', () => {
  let source: TestInstallation;
  let place: string;
  beforeAll(async () => {
    source = await newInstallation();
    await fill(source);
    place = await newPlace();
  }, 120_000);
  afterAll(async () => {
    await source.close();
    await rm(place, { recursive: true });
  });
  const failed = async (title: string): Promise<string> => {
    const to = join(place, title.replaceAll(' ', '-'));
    const failure = await failureOf(backUp(source.databases, to));
    expect(failure).toBeInstanceOf(Corrupt);
    expect(await readdir(to)).not.toContain('manifest.json');
    const refusal = await failureOf(restore(source, to));
    expect((refusal as Error).message).toContain('written last, is missing');
    return (failure as Error).message;
  };

  it.each([
    [
      'a body of another event',
      `update log.events e set body = o.body from log.events o where e.position = 17 and o.position = 16`,
      'index 17: its body does not open its leaf',
    ],
    [
      'a leaf of another event',
      `update log.events e set leaf = o.leaf from log.events o where e.position = 17 and o.position = 16`,
      'index 17: its body does not open its leaf',
    ],
    [
      'a signature',
      `update log.events set leaf = left(leaf, length(leaf) - 6) || 'AAAAAA' where position = 17`,
      'index 17: ',
    ],
    [
      'a type',
      `update log.events set type = 'investigation.StageEntered2' where position = 17`,
      'index 17: its column for type',
    ],
    [
      'a time',
      `update log.events set recorded_at = recorded_at + interval '1 ms' where position = 17`,
      'index 17: its column for rat',
    ],
    [
      'an event id',
      `update log.events set event_id = gen_random_uuid() where position = 17`,
      'index 17: its',
    ],
    ['a missing event', `delete from log.events where position = 17`, 'position 17 is missing'],
  ])('fails at %s, and is recognised as none', async (title, statement, said) => {
    const undo = await tamper(source.databases, 'log.events', statement);
    expect(await failed(title)).toContain(said);
    await undo();
  });

  it('fails at a row of the read audit that was changed', async () => {
    const undo = await tamper(
      source.databases,
      'office.access_log',
      `update office.access_log set operation = 'x' where seq = 1`,
    );
    expect(await failed('audit')).toContain('row 1 of the read audit');
    await undo();
  });

  it('succeeds when all is as it was', async () => {
    await backUp(source.databases, join(place, 'whole'));
  });
});

describe('a backup beside writers', () => {
  let source: TestInstallation;
  let place: string;
  beforeAll(async () => {
    source = await newInstallation();
    place = await newPlace();
  }, 60_000);
  afterAll(async () => {
    await source.close();
    await rm(place, { recursive: true });
  });

  it('is the beginning of a log that eight of them append to', async () => {
    const mostActions = 60;
    let stopped = false;
    const writers = Array.from({ length: 8 }, async (_, w) => {
      await take(source.engine, opening(`w-${w}`));
      for (let i = 0; !stopped && i < mostActions; i += 1)
        await take(source.engine, action(`w-${w}`, `w-${w}-${i}`));
    });
    const manifests: EventsManifest[] = [];
    for (let round = 0; round < 3; round += 1)
      manifests.push(await backUp(source.databases, join(place, `live-${round}`)));
    stopped = true;
    await Promise.all(writers);
    const { events = [] } = await contentOf(source.databases);
    expect(events.length).toBeGreaterThan(manifests[0]?.size ?? 0);
    const target = await newTarget();
    // Each goes on where the one before ended.
    for (const [round, { size }] of manifests.entries()) {
      await restore(target, join(place, `live-${round}`));
      expect((await contentOf(target.databases))['events']).toEqual(events.slice(0, size));
    }
    await target.drop();
  }, 60_000);
});
