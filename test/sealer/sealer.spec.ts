import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Corrupt } from '#kernel';
import { logFolderOf, openSealing, Sealer } from '#sealer';
import { withClient } from '#platform/postgres';
import { openCheckpoint, parseVerifierKey, verifierKey } from '#tlog';
import { action, opening, take } from '../decisions/case.js';
import { checkLog } from '../language/check-log.js';
import { newInstallation, type TestInstallation } from '../language/installation.js';
import { checkPublished, filesBelow } from './published.js';

/** Changes rows as whoever owns the database can. */
const tamper = (installation: TestInstallation, sql: string) =>
  withClient(installation.databases.main.owner, async (client) => {
    await client.query('alter table log.events disable trigger events_append_only');
    await client.query(sql);
    await client.query('alter table log.events enable always trigger events_append_only');
  });

describe('a sealer', () => {
  let installation: TestInstallation;
  const alarms: string[] = [];
  const sealer = (engine = installation.engine) =>
    engine.sealer((message) => {
      alarms.push(message);
    });
  const record = async (count: number, from = 0) => {
    for (let i = from; i < from + count; i += 1)
      await take(installation.engine, action('case', `action-${String(i)}`));
  };
  const log = () => logFolderOf(installation.dataDir);
  const published = () => checkPublished(installation.engine, installation.dataDir);

  beforeEach(async () => {
    alarms.length = 0;
    installation = await newInstallation(undefined, { horizon: 'published' });
    await take(installation.engine, opening('case'));
    await record(3);
  });
  afterEach(async () => {
    await installation.close();
  });

  it('publishes what is there: leaves, tiles, a signed checkpoint; and goes on from there', async () => {
    await sealer().once();
    expect(await published()).toEqual({ size: 5 });
    await sealer().once();
    await record(300, 3);
    await sealer().once();
    expect(await published()).toEqual({ size: 305 });
    expect(await installation.engine.publications.last()).toMatchObject({
      size: 305,
      position: '304',
      quorum: true,
      note: readFileSync(join(log(), 'checkpoint'), 'utf8'),
    });
    expect(filesBelow(log()).filter((path) => path.startsWith('checkpoints/'))).toEqual([
      'checkpoints/305',
      'checkpoints/5',
    ]);
    expect(readFileSync(join(log(), 'policy'), 'utf8')).toMatch(/^log .*\nquorum none\n$/);
    expect(alarms).toEqual([]);
    await checkLog(installation.engine);
  });

  it('brings every window to a multiple of the batch, however many there were', async () => {
    const { engine } = installation;
    const over = new AbortController();
    const errors: unknown[] = [];
    const running = new Sealer({ ...sealer().parts, window: 1, batch: 8 }).run(
      over.signal,
      (error) => errors.push(error),
    );
    const sizes: number[] = [];
    const next = async () => {
      for (;;) {
        const size = (await engine.publications.last())?.size ?? 0;
        if (size > (sizes.at(-1) ?? 0)) return sizes.push(size);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    for (let i = 0; i < 4; i += 1) {
      await next();
      if (i === 1) await record(3, 3);
    }
    over.abort();
    await running;
    expect(sizes.map((size) => size % 8)).toEqual([0, 0, 0, 0]);
    expect(errors).toEqual([]);
    await published();
    await checkLog(engine);
  }, 60_000);

  it('puts back signed notes that are published and not in their files, as after a restore', async () => {
    await sealer().once();
    const first = readFileSync(join(log(), 'checkpoint'), 'utf8');
    await record(1, 3);
    await sealer().once();
    const last = readFileSync(join(log(), 'checkpoint'), 'utf8');
    rmSync(log(), { recursive: true });
    await sealer().once();
    expect(readFileSync(join(log(), 'checkpoint'), 'utf8')).toBe(last);
    expect(readFileSync(join(log(), 'checkpoints/5'), 'utf8')).toBe(first);
    // An older one in place of the newest is no good either.
    writeFileSync(join(log(), 'checkpoint'), first);
    await sealer().once();
    expect(readFileSync(join(log(), 'checkpoint'), 'utf8')).toBe(last);
  });

  it('publishes nothing once another process may be sealing', async () => {
    const { parts } = sealer();
    const sealing = await openSealing(parts);
    await expect(sealing.seal(1, AbortSignal.abort())).rejects.toThrow(
      'stopped before it published',
    );
    expect(await installation.engine.publications.last()).toBeNull();
    await sealer().once();
    expect(await published()).toEqual({ size: 5 });
  });

  it('moves the horizon of public views, and nothing else does', async () => {
    const { projections, pool } = installation.engine;
    const rows = async () => {
      while (await projections.advance());
      const { rows: found } = await pool.query<{ n: number }>(
        'select count(*)::int as n from public.timeline_entry',
      );
      return found[0]?.n;
    };
    expect(await rows()).toBe(0);
    await sealer().once();
    expect(await rows()).toBe(1);
  });

  it('keeps partial tiles of the last two publications only', async () => {
    for (let i = 3; i < 9; i += 1) {
      await record(1, i);
      await sealer().once();
    }
    const running = sealer();
    const over = new AbortController();
    const run = running.run(over.signal, () => undefined);
    for (let i = 9; i < 13; i += 1) {
      await record(1, i);
      const size = i + 3;
      for (;;) {
        if ((await installation.engine.publications.last())?.size === size) break;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    over.abort();
    await run;
    const partial = filesBelow(log()).filter((path) => path.startsWith('tile/0/000.p/'));
    // Those of processes that ended stay; this one left two of its four.
    expect(partial).toContain('tile/0/000.p/15');
    expect(partial).toContain('tile/0/000.p/14');
    expect(partial).not.toContain('tile/0/000.p/12');
    await published();
  });

  describe('refuses to sign, naming the first index that differs, after', () => {
    beforeEach(async () => {
      await sealer().once();
    });
    const refusal = async () => {
      await record(1, 100).catch(() => undefined);
      const before = readFileSync(join(log(), 'checkpoint'), 'utf8');
      const failure = await sealer()
        .once()
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Corrupt);
      expect(readFileSync(join(log(), 'checkpoint'), 'utf8')).toBe(before);
      return (failure as Corrupt).message;
    };

    it('a changed leaf', async () => {
      await tamper(
        installation,
        `update log.events set leaf = overlay(leaf placing 'A' from 200 for 1) where position = 2`,
      );
      expect(await refusal()).toMatch(/index 2 is not the leaf that was signed/);
    });

    it('a deleted row', async () => {
      await tamper(installation, 'delete from log.events where position = 3');
      expect(await refusal()).toMatch(/position 3 is missing/);
    });

    it('two rows that changed places', async () => {
      await tamper(
        installation,
        `update log.events e set leaf = o.leaf from log.events o
         where e.position + o.position = 5 and e.position in (2, 3)`,
      );
      expect(await refusal()).toMatch(/index 2 is not the leaf that was signed/);
    });

    it('an inserted row', async () => {
      await tamper(
        installation,
        `update log.events set position = position + 100 where position >= 2;
         update log.events set position = position - 99 where position >= 102;
         insert into log.events select 2, 'planted', 0, gen_random_uuid(), type, schema_version, recorded_at, leaf, body
         from log.events where position = 1`,
      );
      expect(await refusal()).toMatch(/index 2 is not the leaf that was signed/);
    });

    it('an old backup that was put back', async () => {
      await tamper(
        installation,
        `delete from log.events where position >= 3; update log.ledger_head set position = 3`,
      );
      const failure = await sealer()
        .once()
        .catch((error: unknown) => error);
      expect(String(failure)).toMatch(/index 3 is not there, but 5 leaves were signed/);
    });

    it('a checkpoint that somebody else put into the table', async () => {
      await withClient(installation.databases.main.owner, (client) =>
        client.query(
          `insert into log.checkpoint select 6, 5, root, published_at, quorum, replace(note, E'\n5\n', E'\n6\n') from log.checkpoint`,
        ),
      );
      expect(await refusal()).toMatch(/row of size 6 is not a checkpoint that this log signed/);
    });

    it('a changed leaf whose published bundle was changed with it', async () => {
      await tamper(
        installation,
        `update log.events set leaf = overlay(leaf placing 'A' from 200 for 1) where position = 2`,
      );
      rmSync(join(log(), 'tile'), { recursive: true });
      expect(await refusal()).toMatch(/the first 5 leaves are not those that were signed/);
    });
  });

  it('goes on with keys from a backup that is older than what was published', async () => {
    await sealer().once();
    const kept = join(installation.dataDir, 'keys', 'last-signed.json');
    const before = readFileSync(kept, 'utf8');
    await record(2, 3);
    await sealer().once();
    for (const put of [
      () => {
        writeFileSync(kept, before);
      },
      () => {
        rmSync(kept);
      },
    ]) {
      put();
      await sealer().once();
      expect(JSON.parse(readFileSync(kept, 'utf8'))).toMatchObject({ size: 7 });
    }
    await record(1, 5);
    await sealer().once();
    expect(await published()).toEqual({ size: 8 });
  });

  it('writes files of the published log again that were lost or changed, and says so', async () => {
    await record(260, 3);
    await sealer().once();
    rmSync(join(log(), 'tile', '0'), { recursive: true });
    writeFileSync(join(log(), 'tile/entries/000'), 'other');
    await sealer().once();
    expect(alarms).toEqual([expect.stringMatching(/missing or changed/)]);
    await published();
  });

  it('signs nothing that another one has not seen: two at once make one tree', async () => {
    const other = await installation.another();
    const over = new AbortController();
    const errors: unknown[] = [];
    const runs = [installation.engine, other].map((engine) =>
      sealer(engine).run(over.signal, (error) => errors.push(error)),
    );
    for (let i = 3; i < 60; i += 1) await record(1, i);
    for (;;) {
      if ((await installation.engine.publications.last())?.size === 62) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    over.abort();
    await Promise.all(runs);
    expect(errors).toEqual([]);
    expect(await published()).toEqual({ size: 62 });
  });

  it('is of this log: its checkpoint does not open under another name or key', async () => {
    await sealer().once();
    const note = readFileSync(join(log(), 'checkpoint'), 'utf8');
    const { publicKey } = installation.engine.keys.log;
    const other = Buffer.from(publicKey).fill(7, 0, 1);
    for (const key of [
      verifierKey('other.example/log', publicKey),
      verifierKey(installation.engine.installation.origin, other),
    ])
      expect(() => openCheckpoint(note, parseVerifierKey(key))).toThrow();
  });
});
