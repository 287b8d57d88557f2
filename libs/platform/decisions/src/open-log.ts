import { createHash } from 'node:crypto';
import {
  canonicalJson,
  Conflict,
  dayIn,
  LogOpened,
  logFormat,
  logStream,
  Misconfigured,
  type AnyDefinition,
  type AnyView,
  type Catalogue,
  type Clock,
  type Json,
} from '#kernel';
import type { EventStore } from '#event-store';
import { openedData, openStored, type Random, type Signer } from '#sealing';
import { verifierKey } from '#tlog';
import type { KeyFolder, Vault } from '#vault';
import { system } from './log-acts.js';
import { sealAll } from './seal-events.js';

/** What leaf 0 says of this installation, and what every process takes from it. */
export interface Installation {
  readonly format: number;
  readonly origin: string;
  readonly zone: string;
  /** Day of leaf 0, in the zone. */
  readonly on: string;
  /** The keys whose signatures count. */
  readonly sealingKeys: readonly { readonly kid: string; readonly x: string }[];
}

/** What leaf 0 is written with, at first start. */
export interface OpeningParts {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly keys: KeyFolder;
  readonly catalogue: Catalogue;
  readonly views: readonly AnyView[];
  readonly signer: Signer;
  readonly clock: Clock;
  readonly zone: string;
  readonly software: string;
  readonly random: Random;
}

/** Reads leaf 0. Null when the log is empty. @throws Corrupt · Misconfigured for a log of a newer format */
export async function readInstallation(store: EventStore): Promise<Installation | null> {
  const [first] = await store.readAll(null, 1);
  if (!first) return null;
  const { format, origin, zone, on, sealingKeys } = openedData(
    openStored(first).windows,
  ) as unknown as Installation;
  if (format > logFormat) {
    throw new Misconfigured(
      `The log has format ${String(format)}, this version reads up to ${String(logFormat)}`,
      'leaf 0',
      'Start the newer version that wrote it.',
    );
  }
  return { format, origin, zone, on, sealingKeys };
}

/**
 * Writes leaf 0 if the log is empty. Two processes that start at once write one: both ask for version none of the log's
 * stream under the same event id.
 */
export async function openLog(parts: OpeningParts): Promise<Installation> {
  const there = await readInstallation(parts.store);
  if (there) return there;
  const { signer, keys, catalogue, views, clock, zone } = parts;
  const now = clock.now();
  const rules = rulesOf(catalogue, views);
  const event = LogOpened({
    format: logFormat,
    origin: signer.origin,
    zone,
    on: dayIn(zone, now),
    logKey: verifierKey(signer.origin, keys.log.publicKey),
    sealingKeys: [keys.sealing.publicJwk as { kty: string; crv: string; x: string; kid: string }],
    redactionHash: rules.redaction.hash,
    schemasHash: rules.schemas.hash,
    viewsHash: rules.views.hash,
    software: parts.software,
    sealWindow: signer.window,
    witnesses: 'none',
  });
  const command = { id: 'log-opened', inputSalt: '', inputDigest: '' };
  const history = {
    version: -1,
    publication: { publicity: 'public' as const, entries: 0, prev: null },
  };
  const [draft] = await sealAll(parts, history, [event], {
    stream: logStream,
    ref: null,
    by: system,
    now,
    command,
  });
  try {
    if (draft) await parts.store.append(logStream, 'none', [draft.stored]);
  } catch (error) {
    // Another process was first, with another origin: its leaf 0 holds, and the caller compares.
    if (!(error instanceof Conflict)) throw error;
  }
  return (await readInstallation(parts.store)) as Installation;
}

/** A rule that a log is kept by, as a document and by its hash (SHA-256, hex). */
export interface Rule {
  readonly text: string;
  readonly hash: string;
}

export interface Rules {
  readonly redaction: Rule;
  readonly schemas: Rule;
  readonly views: Rule;
}

/** What this version keeps a log by. */
export const rulesOf = (catalogue: Catalogue, views: readonly AnyView[]): Rules => ({
  redaction: rule(catalogue.redaction()),
  schemas: rule(catalogue.schema()),
  views: rule(
    views.map(({ name, version, reach, events }) => ({
      name,
      version,
      reach,
      events: (events as readonly AnyDefinition[]).map(({ type }) => type),
    })),
  ),
});

function rule(value: Json): Rule {
  const text = canonicalJson(value);
  return { text, hash: createHash('sha256').update(text).digest('hex') };
}
