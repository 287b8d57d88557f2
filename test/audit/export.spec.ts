import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { Corrupt } from '#kernel';
import { withClient } from '#platform/postgres';
import { exportBundle, type Exported } from '../../apps/daylight/src/export/export-bundle.js';
import type { SealedPartWish } from '../../apps/daylight/src/export/sealed-part.js';
import { openSource } from '../../apps/auditor/src/source/open-source.js';
import { audit, type Outcome } from '../../apps/auditor/src/verify/audit.js';
import { checkLog } from '../language/check-log.js';
import { findCanaries } from '../language/leak-search.js';
import { newInstallation, type TestInstallation } from '../language/installation.js';
import { repository } from '../language/tracker.js';
import { ref as committeeRef } from '../../libs/capabilities/committee/sample.js';
import { canary, check, eventfulLog, failures, options } from './logs.js';

const run = promisify(execFile);
const program = join(repository, 'dist/apps/feed/assets/verify/daylight-audit.mjs');

describe('an export', () => {
  let installation: TestInstallation;
  let place: string;
  let identity: string;
  let wish: (profile: SealedPartWish['profile'], ...refs: string[]) => SealedPartWish;
  let folders = 0;
  beforeAll(async () => {
    installation = await newInstallation(undefined, { horizon: 'published' });
    place = await mkdtemp(join(tmpdir(), 'daylight-export-'));
    identity = await generateX25519Identity();
    const recipients = [await identityToRecipient(identity)];
    wish = (profile, ...refs) => ({
      ...{ profile, recipients },
      streams: new Set(refs.map((ref) => installation.engine.vault.streamOf(ref))),
    });
    await eventfulLog(installation.engine);
    await installation.engine.sealer(() => undefined).once();
  });
  afterAll(async () => {
    await checkLog(installation.engine);
    await installation.close();
    await rm(place, { recursive: true });
  });

  const exported = async (
    asked: SealedPartWish | null = null,
  ): Promise<{ folder: string; told: Exported }> => {
    const folder = join(place, String((folders += 1)));
    return { folder, told: await exportBundle(installation.engine, folder, asked) };
  };
  const audited = async (folder: string, secret: string | null = null): Promise<Outcome> =>
    audit(await openSource(folder), { ...options, identity: secret });
  /** Changes rows as whoever owns the database can, and puts them back. */
  const meanwhile = async (change: string, back: string, work: () => Promise<void>) => {
    const sql = (text: string) =>
      withClient(installation.databases.main.owner, async (client) => {
        await client.query('alter table log.events disable trigger events_append_only');
        await client.query(text);
        await client.query('alter table log.events enable always trigger events_append_only');
      });
    await sql(`create table public.kept as select * from log.events; ${change}`);
    try {
      await work();
    } finally {
      await sql(`${back}; drop table public.kept`);
    }
  };

  it('of what is public verifies with nothing but Node and the one file', async () => {
    const { folder, told } = await exported();
    expect(told).toMatchObject({ profile: 'public' });
    const { stdout } = await run(process.execPath, [program, 'verify', folder, '--json'], {
      cwd: place,
      env: {},
    });
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
      ...{ done: true, verdict: 'verified', size: told.size, root: told.root },
    });
    const replayed = await run(process.execPath, [program, 'replay', folder], { cwd: place });
    expect(replayed.stdout).toContain('"ref":"late"');
  }, 60_000);

  it.each(['procedure', 'full'] as const)(
    'of profile %s verifies, and shows nothing sealed to anyone else',
    async (profile) => {
      const cases = profile === 'full' ? ['open', committeeRef] : [];
      const { folder } = await exported(wish(profile, ...cases));
      const outcome = await audited(folder, identity);
      expect(failures(outcome)).toEqual([]);
      expect(outcome.verdict).toBe('verified');
      expect(check(outcome, 'policy').result).toBe('pass');
      const other = await audited(folder, await generateX25519Identity());
      expect(other.verdict).toBe('not-checked');
      const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as {
        files: { path: string }[];
        expires: string | null;
      };
      expect(manifest.expires).not.toBe(null);
      const served = await Promise.all(
        manifest.files.map(async ({ path: name }) => ({
          ...{ name, bytes: await readFile(join(folder, name)) },
        })),
      );
      expect(findCanaries(served, [canary])).toEqual([]);
    },
    60_000,
  );

  it('names the index of a body that was changed', async () => {
    await meanwhile(
      `update log.events set body = replace(body, '"ev":"[', '"ev":"[ ') where position = 3`,
      'update log.events e set body = k.body from public.kept k where k.position = e.position',
      async () => {
        const failure = await exported(wish('procedure')).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(Corrupt);
        expect((failure as Corrupt).message).toMatch(/^index 3: its body does not open its leaf/);
      },
    );
  }, 60_000);

  it('is no bundle when a leaf was changed', async () => {
    await meanwhile(
      `update log.events set leaf = overlay(leaf placing 'A' from 200 for 1) where position = 3`,
      'update log.events e set leaf = k.leaf from public.kept k where k.position = e.position',
      async () => {
        const failure = await exported().catch((error: unknown) => error);
        expect(String(failure)).toMatch(/not those of the published checkpoint/);
      },
    );
  }, 60_000);

  const tableOf = async (view: string): Promise<string> => {
    const { rows } = await installation.engine.pool.query<{ version: number; generation: number }>(
      'select version, generation from log.projection where live and name = $1',
      [view],
    );
    const [row] = rows;
    return `public.${view}_v${String(row?.version)}_g${String(row?.generation)}`;
  };

  it('shows a read model that was changed, by the case and the field', async () => {
    const table = await tableOf('public_case');
    await meanwhile(
      `update ${table} set stage = 'closed' where key = 'open'`,
      `update ${table} set stage = 'triage' where key = 'open'`,
      async () => {
        const outcome = await audited((await exported()).folder);
        expect(outcome.verdict).toBe('mismatch');
        expect(check(outcome, 'state').message).toMatch(/cases\/open\.json.*stage/);
      },
    );
  }, 60_000);

  it('shows an entry that is withheld, by its index', async () => {
    const table = await tableOf('disclosure');
    const key = '000000000001';
    await meanwhile(
      `create table public.held as select * from ${table} where key = '${key}'; delete from ${table} where key = '${key}'`,
      `insert into ${table} select * from public.held; drop table public.held`,
      async () => {
        const outcome = await audited((await exported()).folder);
        expect(outcome.verdict).toBe('mismatch');
        expect(check(outcome, 'disclosures')).toMatchObject({ result: 'fail', index: 1 });
      },
    );
    expect((await audited((await exported()).folder)).verdict).toBe('verified');
  }, 60_000);

  it('goes into an empty folder only', async () => {
    const { folder } = await exported();
    await expect(exportBundle(installation.engine, folder, null)).rejects.toThrow(/not empty/);
  });
});
