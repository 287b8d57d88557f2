import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { capabilities } from '#capabilities';
import { openEngine, type Engine } from '#engine';
import { systemClock } from '#kernel';
import { adminOfCluster, openCluster, provision } from '#platform/postgres';
import { rebuild } from '#projections';
import { openStored } from '#sealing';
import { checkLog } from '../language/check-log.js';
import { digestOf, toTheEnd } from '../projections/views.js';
import { Crashing, victims } from './crash.js';

/** `npm run faults` asks for more. */
const rounds = Number(process.env['ROUNDS'] ?? 2);
const perRoundMs = 30_000;

describe('an installation whose processes are killed while 16 writers write', () => {
  let crashing!: Crashing;
  beforeAll(async () => {
    crashing = await Crashing.start(true);
  }, 120_000);
  afterAll(() => crashing.tracker.end(), 60_000);

  it.each(victims.map((victim, i) => [victim, i] as const))(
    `goes on after kill -9 of %s, ${String(rounds)} rounds`,
    async (victim, i) => {
      for (let round = 0; round < rounds; round += 1)
        await crashing.round(
          victim,
          `crash-${String(i)}-${String(round)}`,
          500 + ((round * 370) % 1500),
        );
      expect(crashing.sent.length).toBeGreaterThan(rounds * 16);
    },
    rounds * perRoundMs,
  );

  it('lost nothing that it acknowledged, and answers each command as it always did', async () => {
    expect(crashing.sent.some(({ unanswered }) => unanswered > 0)).toBe(true);
    expect(crashing.sent.flatMap(({ answers }) => answers).filter(isRefusal)).toEqual([]);
    expect(await crashing.changed()).toEqual([]);
  }, 120_000);

  it('has each command once, positions and versions dense, and views that equal a replay', async () => {
    const { tracker, sent } = crashing;
    await tracker.stop();
    await onFolder(tracker.dataDir, async (engine) => {
      await checkLog(engine);
      const commands = await commandsOf(engine, new Set(sent.map(({ ref }) => ref)));
      expect(commands.toSorted()).toEqual(sent.map(({ id }) => id).toSorted());
      await toTheEnd(engine.projections);
      for (const projected of engine.projections.parts.views) {
        const live = await digestOf(engine.projections, projected.view.name);
        const { rows, digest } = await rebuild(engine.projections, projected);
        expect({ name: projected.view.name, rows, digest }).toEqual({
          name: projected.view.name,
          ...live,
        });
      }
    });
  }, 240_000);
});

describe('the same with synchronous_commit=off', () => {
  it('is caught: acknowledged commands are gone', async () => {
    const crashing = await Crashing.start(false);
    try {
      let lost: readonly unknown[] = [];
      for (let round = 0; round < 10 && lost.length === 0; round += 1) {
        await crashing.round('PostgreSQL', `teeth-${String(round)}`, 1000);
        lost = await crashing.changed();
      }
      expect(lost.length).toBeGreaterThan(0);
    } finally {
      await crashing.tracker.end();
    }
  }, 400_000);
});

async function onFolder(dataDir: string, work: (engine: Engine) => Promise<void>): Promise<void> {
  const cluster = await openCluster({ dataDir });
  try {
    const databases = await provision(adminOfCluster(cluster), { dataDir });
    const engine = await openEngine(
      {
        ...{ dataDir, office: databases.main.office, keys: databases.keys.keys },
        ...{ reader: databases.main.feed.user, origin: null, zone: null, defaultZone: 'UTC' },
        ...{ defaultOrigin: String, sealWindow: 1, software: 'daylight test' },
      },
      capabilities,
      systemClock,
    );
    await work(engine).finally(() => engine.close());
  } finally {
    await cluster.stop();
  }
}

/** Ids of the commands whose events stand in these cases, once an event. */
async function commandsOf(engine: Engine, refs: ReadonlySet<string>): Promise<string[]> {
  const ids: string[] = [];
  for (const ref of refs) {
    const stream = engine.vault.streamOf(ref);
    const key = await engine.vault.procedureKey(stream, 'case');
    for await (const stored of engine.store.readStream(stream)) {
      const { windows } = openStored(stored, [key]);
      ids.push((windows.get('/corr') as { id: string }).id);
    }
  }
  return ids;
}

const isRefusal = (answer: string) => answer.startsWith('refused');
