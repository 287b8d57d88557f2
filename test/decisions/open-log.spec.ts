import { afterEach, describe, expect, it } from '@jest/globals';
import { capabilities } from '#capabilities';
import { openEngine, type Engine, type EngineSettings } from '#engine';
import { PostgresEventStore } from '#event-store';
import { LogOpened, logStream, Misconfigured, systemClock } from '#kernel';
import { openPool } from '#platform/postgres';
import { openedData, openStored, seal } from '#sealing';
import { eventIdOf, openKeyFolder, Vault } from '#vault';
import { randomBytes } from 'node:crypto';
import { checkLog } from '../language/check-log.js';
import { newDatabases } from '../language/installation.js';
import { failureOf } from './case.js';

describe('leaf 0', () => {
  const closings: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closings.splice(0).reverse()) await close();
  });

  /** Databases without a log, and how to open an engine on them. */
  async function empty() {
    const { databases, dataDir, drop } = await newDatabases();
    closings.push(drop);
    const keys = await openKeyFolder(dataDir);
    const open = async (settings: Partial<EngineSettings> = {}): Promise<Engine> => {
      const engine = await openEngine(
        {
          dataDir,
          office: databases.main.office,
          keys: databases.keys.keys,
          reader: databases.main.feed.user,
          origin: 'test.example/log',
          zone: 'Asia/Shanghai',
          defaultZone: 'UTC',
          defaultOrigin: () => 'test.example/default',
          sealWindow: 1,
          software: 'daylight test',
          ...settings,
        },
        capabilities,
        systemClock,
      );
      closings.push(() => engine.close());
      return engine;
    };
    return { databases, keys, open };
  }

  it('is written once by processes that start at once', async () => {
    const { open } = await empty();
    const engines = await Promise.all([open(), open(), open(), open()]);
    expect(new Set(engines.map(({ installation }) => JSON.stringify(installation))).size).toBe(1);
    const [engine] = engines;
    expect(await checkLog(engine)).toEqual({ size: 1 });
    const [first] = await engine.store.readAll(null, 10);
    expect(first).toMatchObject({ index: 0, stream: logStream, version: 0, type: LogOpened.type });
    if (first) expect(openedData(openStored(first).windows)).toMatchObject(engine.installation);
  });

  it('is written once when they are set up differently, and the others are told', async () => {
    const { open } = await empty();
    const origins = ['one.example/log', 'two.example/log', 'three.example/log'];
    const outcomes = await Promise.allSettled(origins.map((origin) => open({ origin })));
    const opened = outcomes.flatMap((o) => (o.status === 'fulfilled' ? [o.value] : []));
    const failures: unknown[] = outcomes.flatMap((o) =>
      o.status === 'rejected' ? [o.reason] : [],
    );
    expect([opened.length, failures.length]).toEqual([1, 2]);
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(Misconfigured);
      expect((failure as Error).message).toContain('LOG_ORIGIN');
    }
    if (opened[0]) expect(await checkLog(opened[0])).toEqual({ size: 1 });
  });

  it.each<[string, Partial<EngineSettings>]>([
    ['LOG_ORIGIN', { origin: 'other.example/log' }],
    ['TIME_ZONE', { zone: 'Europe/Berlin' }],
  ])('refuses another %s by name', async (variable, settings) => {
    const { open } = await empty();
    const engine = await open();
    const failure = await failureOf(open(settings));
    expect(failure).toBeInstanceOf(Misconfigured);
    expect((failure as Error).message).toContain(variable);
    // Where nothing is set, what leaf 0 says holds.
    expect((await open({ origin: null, zone: null })).installation).toEqual(engine.installation);
    expect(await checkLog(engine)).toEqual({ size: 1 });
  });

  it('refuses a log of a newer format', async () => {
    const { databases, keys, open } = await empty();
    const [main, keysPool] = [
      openPool(databases.main.office, 'a'),
      openPool(databases.keys.keys, 'b'),
    ];
    closings.push(
      () => main.end(),
      () => keysPool.end(),
    );
    const ring = await new Vault(keysPool, keys).keyring(logStream, LogOpened.audience, []);
    const event = LogOpened({
      format: 2,
      origin: 'test.example/log',
      zone: 'Asia/Shanghai',
      on: '2026-03-02',
      logKey: 'x',
      sealingKeys: [keys.sealing.publicJwk as { kty: string; crv: string; x: string; kid: string }],
      redactionHash: 'a'.repeat(64),
      schemasHash: 'a'.repeat(64),
      viewsHash: 'a'.repeat(64),
      software: 'daylight of tomorrow',
      sealWindow: 1,
      witnesses: 'none',
    });
    const eventId = eventIdOf('test.example/log', 'log-opened', 0);
    const recordedAt = Date.UTC(2026, 2, 2);
    const envelope = {
      ...{ stream: logStream, version: 0, eventId, recordedAt, occurredAt: null, command: null },
      actor: { role: 'clock', id: '00000000-0000-8000-8000-000000000000' },
      vis: 'public',
      pub: null,
    } as const;
    const signer = { ...keys.sealing, origin: 'test.example/log', window: 1 };
    const bytes = seal(LogOpened, event, envelope, ring, signer, randomBytes);
    const store = new PostgresEventStore(main);
    await store.append(logStream, 'none', [
      { ...bytes, eventId, type: LogOpened.type, schemaVersion: 1, recordedAt },
    ]);
    const failure = await failureOf(open());
    expect(failure).toBeInstanceOf(Misconfigured);
    expect((failure as Error).message).toContain('format 2');
    expect(await store.readAll(null, 10)).toHaveLength(1);
    await store.close();
  });
});
