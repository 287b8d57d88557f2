import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Importer } from '../../apps/daylight/src/import/importer.js';
import { seed } from '../../apps/daylight/src/seed.js';
import {
  backUpEvents,
  eventsManifest,
  readKind,
  restoreEvents,
  type EventsManifest,
} from '#backup';
import { capabilities } from '#capabilities';
import { openEngine, type Engine } from '#engine';
import { PostgresEventStore } from '#event-store';
import { systemClock } from '#kernel';
import { openPool, withClient, type Connection, type Databases } from '#platform/postgres';
import { ensureViews } from '#projections';
import {
  atTheHead,
  everyRole,
  newDatabases,
  type TestInstallation,
} from '../language/installation.js';

export const newPlace = (): Promise<string> => mkdtemp(join(tmpdir(), 'daylight-backup-'));

/** Lines of an import: `cases` cases with `actions` each. */
export const actionLines = (cases: number, actions: number): string =>
  Array.from({ length: cases * actions }, (_, i) =>
    JSON.stringify({
      case: `imported-${String(i % cases)}`,
      at: '2026-03-02T09:30:00+08:00',
      kind: 'interview-held',
      actor: 'Ruth Okafor',
      summary: `Zhou Wei was heard, "${String(i)}" times: 周伟 \\ 𠮷.`,
      personal: ['Zhou Wei'],
    }),
  ).join('\n');

export async function importLines(engine: Engine, lines: string): Promise<void> {
  const place = await newPlace();
  const file = join(place, 'actions.ndjson');
  await writeFile(file, lines);
  const request = { file, source: 'twin', map: null, strict: false, dryRun: false };
  const quiet = () => undefined;
  await new Importer(engine, request, quiet, () => systemClock.now()).run();
  await rm(place, { recursive: true });
}

/** The demonstration cases, imported actions, three rows of the read audit and an account. */
export async function fill({ engine }: TestInstallation): Promise<void> {
  await seed(engine, everyRole);
  await importLines(engine, actionLines(3, 15));
  await engine.accounts.ensure('secretary@test.example', ['secretary', 'member']);
  for (let i = 0; i < 3; i += 1) await engine.accounts.issue('secretary@test.example', 60);
  await engine.sealer(() => undefined).once();
}

/** Where a restore goes: databases with nothing in them. */
export type Target = Awaited<ReturnType<typeof newDatabases>>;

export const newTarget = newDatabases;

async function withStore<T>(
  office: Connection,
  work: (parts: { pool: ReturnType<typeof openPool>; store: PostgresEventStore }) => Promise<T>,
): Promise<T> {
  const pool = openPool(office, 'test backup', 2);
  const store = new PostgresEventStore(pool);
  try {
    return await work({ pool, store });
  } finally {
    await store.close();
    await pool.end();
  }
}

export const backUp = ({ main }: Databases, directory: string): Promise<EventsManifest> =>
  withStore(main.office, (parts) =>
    backUpEvents({ ...parts, clock: systemClock, software: 'daylight test' }, directory),
  );

/** Manifest and restore, as the command does them. `meddle` may replace the store. */
export async function restore(
  { databases, dataDir }: Pick<Target, 'databases' | 'dataDir'>,
  directory: string,
  meddle: (store: PostgresEventStore) => PostgresEventStore = (store) => store,
): Promise<void> {
  const { said } = await readKind(directory);
  const manifest = eventsManifest(directory, said);
  await withStore(databases.main.office, ({ pool, store }) =>
    restoreEvents({ pool, store: meddle(store), dataDir }, directory, manifest),
  );
}

/** An engine on a restored log, with the keys of the installation that it came from. */
export async function engineOn(target: Target, keysOf: TestInstallation): Promise<Engine> {
  const engine = await openEngine(
    {
      dataDir: keysOf.dataDir,
      office: target.databases.main.office,
      keys: keysOf.databases.keys.keys,
      reader: target.databases.main.feed.user,
      origin: 'test.example/log',
      zone: 'Asia/Shanghai',
      defaultZone: 'UTC',
      defaultOrigin: () => 'test.example/log',
      sealWindow: 1,
      software: 'daylight test',
    },
    capabilities,
    systemClock,
  );
  await ensureViews(engine.projections);
  return atTheHead(engine);
}

export type Row = Readonly<Record<string, unknown>>;

/** Every column of everything that a backup holds, as texts. */
export const contentOf = ({ main }: Databases): Promise<Record<string, Row[]>> =>
  withClient(main.owner, async (client) => {
    const all = async (table: string, order: string) =>
      (await client.query<Row>(`select (t.*)::text as row from ${table} t order by ${order}`)).rows;
    return {
      head: await all('log.ledger_head', 'log'),
      events: await all('log.events', 'position'),
      accessLog: await all('office.access_log', 'seq'),
      checkpoints: await all('log.checkpoint', 'size'),
      accounts: await all('office.account', 'id'),
    };
  });

export const sql = ({ main }: Databases, text: string, values: unknown[] = []): Promise<Row[]> =>
  withClient(main.owner, async (client) => (await client.query<Row>(text, values)).rows);

/** Changes the evidence as the owner of the tables can, and answers how to undo it. */
export async function tamper(
  databases: Databases,
  table: 'log.events' | 'office.access_log',
  statement: string,
): Promise<() => Promise<void>> {
  const trigger = table === 'log.events' ? 'events_append_only' : 'access_log_append_only';
  const unlocked = (...statements: string[]) =>
    withClient(databases.main.owner, async (client) => {
      await client.query(`alter table ${table} disable trigger ${trigger}`);
      for (const one of statements) await client.query(one);
      await client.query(`alter table ${table} enable always trigger ${trigger}`);
    });
  await unlocked(`create table public.kept as select * from ${table}`, statement);
  return () =>
    unlocked(
      `delete from ${table}`,
      `insert into ${table} select * from public.kept`,
      `drop table public.kept`,
    );
}

export const manifestOf = async (directory: string): Promise<EventsManifest> =>
  JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')) as EventsManifest;

export const writeManifestOf = (directory: string, manifest: object): Promise<void> =>
  writeFile(join(directory, 'manifest.json'), JSON.stringify(manifest));

export const linesIn = async (directory: string, name: string): Promise<string[]> =>
  gunzipSync(await readFile(join(directory, name)))
    .toString('utf8')
    .split('\n')
    .slice(0, -1);

/** All lines of a folder of a backup. */
export async function allLines(directory: string, folder: string): Promise<string[]> {
  const { files } = await manifestOf(directory);
  const names = files.filter(({ name }) => name.startsWith(`${folder}/`)).map(({ name }) => name);
  return (await Promise.all(names.map((name) => linesIn(directory, name)))).flat();
}

/** Writes the lines of one folder anew, so many a file, and a manifest in which every number and digest is right again. */
export async function rewrite(
  directory: string,
  folder: 'events' | 'access-log' | 'accounts' | 'checkpoints',
  lines: readonly string[],
  perFile = 10_000,
): Promise<void> {
  const manifest = await manifestOf(directory);
  const others = manifest.files.filter(({ name }) => !name.startsWith(`${folder}/`));
  const files = [];
  for (let first = 0; first < lines.length; first += perFile) {
    const part = lines.slice(first, first + perFile);
    const packed = gzipSync(part.map((line) => `${line}\n`).join(''));
    const name = `${folder}/${String(first).padStart(10, '0')}.ndjson.gz`;
    await writeFile(join(directory, name), packed);
    const sha256 = createHash('sha256').update(packed).digest('hex');
    files.push({ name, first, count: part.length, bytes: packed.length, sha256 });
  }
  await writeManifestOf(directory, {
    ...manifest,
    ...(folder === 'events' && { size: lines.length }),
    ...(folder === 'access-log' && { accessLog: { ...manifest.accessLog, rows: lines.length } }),
    ...(folder === 'accounts' && { accounts: lines.length }),
    ...(folder === 'checkpoints' && { checkpoints: lines.length }),
    files: [...files, ...others],
  });
}
