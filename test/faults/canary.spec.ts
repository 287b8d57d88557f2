import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChangeStage, OpenInvestigation, RecordAction } from '#investigation/process';
import { adminOfCluster, openCluster, withClient } from '#platform/postgres';
import { ensureViews } from '#projections';
import { action, opening, take } from '../decisions/case.js';
import { findCanaries, type Served } from '../language/leak-search.js';
import { everyRole } from '../language/principals.js';
import { toTheEnd } from '../projections/views.js';
import { newFaulty, type Faulty } from './harness.js';

/** Letters only, so that each form of the search can write it. */
const canary = () =>
  `Canary${randomBytes(12)
    .toString('hex')
    .replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? 'q')}`;

describe('what a database of sealed actions leaves on disk', () => {
  const sealed = Array.from({ length: 7 }, canary) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const open = canary();
  let faulty: Faulty;
  beforeAll(async () => {
    faulty = await newFaulty();
    const { direct } = faulty;
    await ensureViews(direct.projections);
    await take(direct, openingTitled(open));
    const [kind, role, actor, summary, mentioned, source, reason] = sealed;
    const person = await direct.vault.personOf(direct.vault.streamOf('a'), actor);
    await take(
      direct,
      new RecordAction(
        {
          case: 'a',
          at: '2026-03-03T10:00:00+08:00',
          ...{ kind, actorRole: role, actor: { name: actor, person } },
          summary: `${summary}. ${mentioned} was there.`,
          mentions: [{ name: mentioned, person }],
          source,
        },
        { actor: everyRole, commandId: 'sealed' },
      ),
    );
    await take(
      direct,
      new ChangeStage(
        { case: 'a', to: 'triage', reason },
        { actor: everyRole, commandId: 'stage' },
      ),
    );
    for (let i = 0; i < 200; i += 1) await take(direct, action('a', `more-${String(i)}`, summary));
    await toTheEnd(direct.projections);
  }, 120_000);
  afterAll(() => faulty.close(), 60_000);

  const everywhere = ['base', 'pg_wal'];
  const found = (where: string, canaries: readonly string[]) =>
    findCanaries(filesOf(join(faulty.dataDir, 'postgres', where)), canaries).map(
      ({ form }) => form,
    );

  it.each(everywhere)(
    '%s holds no sealed value in any form, and the search finds an open one',
    async (where) => {
      await checkpoint(faulty.dataDir);
      expect(found(where, [open])).toContain('as it is');
      expect(found(where, sealed)).toEqual([]);
    },
  );

  it('nor does a dump of all tables of both databases', async () => {
    const { main, keys } = faulty.databases;
    const dumps = [...(await dumpOf(main.owner)), ...(await dumpOf(keys.owner))];
    expect(findCanaries(dumps, [open]).map(({ name }) => name)).toContain('log.events');
    expect(findCanaries(dumps, sealed)).toEqual([]);
  });
});

const openingTitled = (title: string) =>
  new OpenInvestigation(
    { ...opening('a').data, title: { zh: '一', en: title } },
    { actor: everyRole, commandId: 'open' },
  );

/** Writes every changed page to its file. */
async function checkpoint(dataDir: string): Promise<void> {
  const cluster = await openCluster({ dataDir });
  const { host, port, user, password } = adminOfCluster(cluster);
  await withClient({ host, port, user, password, database: 'postgres' }, (client) =>
    client.query('checkpoint'),
  );
}

const filesOf = (folder: string): Served[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => ({ name, bytes: readFileSync(join(parentPath, name)) }));

/** Every row of every table as text, as pg_dump would write it. */
const dumpOf = (owner: Faulty['databases']['main']['owner']): Promise<Served[]> =>
  withClient(owner, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const dumps: Served[] = [];
    for (const { name } of rows) {
      const table = await client.query<{ line: string }>(`select t::text as line from ${name} t`);
      dumps.push({ name, bytes: Buffer.from(table.rows.map(({ line }) => line).join('\n')) });
    }
    return dumps;
  });
