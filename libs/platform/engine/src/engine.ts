import type pg from 'pg';
import {
  Catalogue,
  DisclosureReleased,
  EventSkipped,
  LogOpened,
  logStream,
  Misconfigured,
  PolicyReplaced,
  WindowFilled,
  type AnyDefinition,
  type Clock,
  type Refusals,
} from '#kernel';
import { Access, Accounts, ReadAudit, type Grants } from '#access';
import {
  Decisions,
  fillWindow,
  hashOfWitnesses,
  openLog,
  Readings,
  recordPolicies,
  rulesOf,
  type Installation,
  type Rules,
} from '#decisions';
import { PostgresEventStore, type EventStore } from '#event-store';
import { DiskRoom, openPool, requireDurable, type Connection } from '#platform/postgres';
import { Projections, type ProjectedView } from '#projections';
import {
  LastSigned,
  LogFolder,
  logFolderOf,
  Publications,
  publishedPolicy,
  Sealer,
  type PublishedPolicy,
} from '#sealer';
import { pooledRandom, type Signer } from '#sealing';
import { verifierKey } from '#tlog';
import { keyFolderOf, openKeyFolder, Vault, type KeyFolder } from '#vault';

/** What a capability brings to the engine. */
export interface Capability {
  readonly events: readonly AnyDefinition[];
  readonly views: readonly ProjectedView[];
  readonly grants: Grants;
  readonly refusals: Refusals;
}

export interface EngineSettings {
  readonly dataDir: string;
  /** As the office's role. */
  readonly office: Connection;
  readonly keys: Connection;
  /** Name of the feed's role. */
  readonly reader: string;
  /** Null: what leaf 0 says, or the default at first start. */
  readonly origin: string | null;
  readonly zone: string | null;
  readonly defaultZone: string;
  /** Used for an origin that is not set, from the log's own key. */
  defaultOrigin(logKeyHex: string): string;
  readonly sealWindow: number;
  readonly software: string;
  /** Left out: no fillers, and nobody outside confirms. */
  readonly sealing?: SealingSettings;
}

/** How checkpoints are made. */
export interface SealingSettings {
  /** Leaves of a window are a multiple of it. */
  readonly batch: number;
  /** Lines of a policy (C2SP tlog-policy) without the log's own; null: nobody outside confirms. */
  readonly witnesses: string | null;
  readonly withoutQuorum: 'publish' | 'hold';
}

const alone: SealingSettings = { batch: 1, witnesses: null, withoutQuorum: 'publish' };

/** The write side and the runner, put together. Held by the office and by the commands of `daylight`. */
export interface Engine {
  readonly installation: Installation;
  readonly catalogue: Catalogue;
  readonly refusals: Refusals;
  readonly keys: KeyFolder;
  readonly store: EventStore;
  readonly vault: Vault;
  readonly access: Access;
  readonly accounts: Accounts;
  readonly decisions: Decisions;
  readonly readings: Readings;
  readonly projections: Projections;
  readonly pool: pg.Pool;
  readonly room: DiskRoom;
  readonly audit: ReadAudit;
  readonly publications: Publications;
  readonly policy: PublishedPolicy;
  /** Part → what this version keeps the log by, and its SHA-256 (hex), which leaf 0 or a later leaf names. */
  readonly rules: Rules;
  /** Makes the sealer; whoever runs it hears its alarms. */
  sealer(onAlarm: (message: string) => void): Sealer;
  /** Records which rules hold from now on, where the log still names others. */
  recordPolicies(): Promise<void>;
  close(): Promise<void>;
}

/** Opens everything, and writes leaf 0 if the log is empty. @throws Misconfigured where settings contradict leaf 0 */
export async function openEngine(
  settings: EngineSettings,
  capabilities: readonly Capability[],
  clock: Clock,
): Promise<Engine> {
  const { sealing = alone } = settings;
  const pool = openPool(settings.office, 'office');
  const keysPool = openPool(settings.keys, 'vault', 4);
  const room = new DiskRoom(settings.dataDir);
  const store = new PostgresEventStore(pool, room.require);
  const close = async () => {
    await store.close();
    await Promise.all([pool.end(), keysPool.end()]);
  };
  const random = pooledRandom();
  try {
    await Promise.all([pool, keysPool].map(requireDurable));
    const keys = await openKeyFolder(settings.dataDir);
    const catalogue = new Catalogue([
      ...[LogOpened, EventSkipped, PolicyReplaced, WindowFilled, DisclosureReleased],
      ...capabilities.flatMap(({ events }) => events),
    ]);
    const views = capabilities.flatMap((capability) => capability.views);
    const access = new Access({
      ...ownGrants,
      ...merged(capabilities.map(({ grants }) => grants)),
    });
    const audit = new ReadAudit(pool, clock);
    const vault = new Vault(keysPool, keys);
    const signer = (origin: string): Signer => ({
      ...keys.sealing,
      origin,
      window: settings.sealWindow,
    });
    const origin =
      settings.origin ?? settings.defaultOrigin(keys.log.publicKey.toString('hex').slice(0, 8));
    const installation = await openLog({
      store,
      vault,
      keys,
      catalogue,
      views: views.map(({ view }) => view),
      signer: signer(origin),
      clock,
      zone: settings.zone ?? settings.defaultZone,
      software: settings.software,
      random,
    });
    agree('LOG_ORIGIN', settings.origin, installation.origin);
    agree('TIME_ZONE', settings.zone, installation.zone);
    await sameKeys(keys, installation, vault);
    const parts = {
      ...{ store, vault, access, catalogue, clock, random },
      zone: installation.zone,
    };
    const publications = new Publications(pool);
    const acts = { ...parts, signer: signer(installation.origin), software: settings.software };
    const { origin: name } = installation;
    const rules = rulesOf(
      catalogue,
      views.map(({ view }) => view),
    );
    const policy = publishedPolicy(verifierKey(name, keys.log.publicKey), sealing.witnesses);
    return {
      installation,
      catalogue,
      refusals: merged(capabilities.map(({ refusals }) => refusals)),
      keys,
      store,
      vault,
      access,
      accounts: new Accounts(pool, audit, clock),
      decisions: new Decisions({ ...parts, signer: signer(installation.origin) }),
      readings: new Readings(store, vault, access, audit, catalogue),
      projections: new Projections({
        ...parts,
        pool,
        views,
        reader: settings.reader,
        horizon: () => publications.horizon(),
      }),
      pool,
      room,
      ...{ audit, publications, policy, rules },
      sealer: (onAlarm) =>
        new Sealer({
          ...{ pool, store, publications, clock, policy, onAlarm },
          ...{ origin: name, logKey: keys.log, window: settings.sealWindow },
          documents: new Map(
            [rules.schemas, rules.redaction].map(({ hash, text }) => [
              `schemas/${hash}`,
              Buffer.from(text),
            ]),
          ),
          folder: new LogFolder(logFolderOf(settings.dataDir)),
          lastSigned: new LastSigned(keyFolderOf(settings.dataDir), name),
          batch: sealing.batch,
          withoutQuorum: sealing.withoutQuorum,
          fill: (window, count) => fillWindow(acts, window, count),
        }),
      recordPolicies: () =>
        recordPolicies(acts, {
          ...{ redaction: rules.redaction.hash, schemas: rules.schemas.hash },
          ...{ views: rules.views.hash, witnesses: hashOfWitnesses(sealing.witnesses ?? 'none') },
        }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A key folder that was lost and made anew would sign what nobody accepts, and could not open what is there. */
async function sameKeys(
  { sealing }: KeyFolder,
  { sealingKeys }: Installation,
  vault: Vault,
): Promise<void> {
  if (!sealingKeys.some(({ kid, x }) => kid === sealing.kid && x === sealing.publicJwk.x)) {
    throw new Misconfigured(
      'The sealing key is not the one with which this log was opened',
      'DATA_DIR/keys/seal-1.pem',
      'Put back the key folder that belongs to this log.',
    );
  }
  // Opens the oldest key there is: another key-encryption key fails here, and not at the first case.
  await vault.procedureKey(logStream, 'case');
}

/** Operations of the engine itself. */
const ownGrants: Grants = { 'metrics.read': ['admin'], 'views.skip': ['admin'] };

/** Leaf 0 fixed these for good: another value would make every later leaf say something else. */
function agree(variable: string, wanted: string | null, fixed: string): void {
  if (wanted === null || wanted === fixed) return;
  throw new Misconfigured(
    `${variable} is ${wanted}, but this log was opened with ${fixed}`,
    'leaf 0',
    `Unset ${variable}, or start with another DATA_DIR and database.`,
  );
}

const merged = <T>(tables: readonly Readonly<Record<string, T>>[]): Readonly<Record<string, T>> =>
  Object.fromEntries(tables.flatMap((table) => Object.entries(table)));
