import { createHash } from 'node:crypto';
import {
  canonicalJson,
  Conflict,
  dayIn,
  fillerStream,
  logStream,
  LogOpened,
  PolicyReplaced,
  Unavailable,
  WindowFilled,
  type AnyEvent,
  type Catalogue,
  type Clock,
} from '#kernel';
import type { EventStore, StoredEvent } from '#event-store';
import { openedData, openStored, type Random, type Signer } from '#sealing';
import type { Vault } from '#vault';
import { sealAll } from './seal-events.js';

/** What the log's own acts are written with. */
export interface ActParts {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly catalogue: Catalogue;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly zone: string;
  readonly software: string;
  readonly random: Random;
}

/** Acts of the log itself are nobody's: the program does them by its rules. */
export const system = { role: 'clock' as const, id: '00000000-0000-8000-8000-000000000000' };

/** Of a list of witnesses (C2SP tlog-policy), or of the word `none`. */
export const hashOfWitnesses = (text: string): string =>
  createHash('sha256').update(text).digest('hex');

/** Times that an act is written again after somebody else wrote into its stream first. */
const attempts = 5;

/**
 * Records what leaf 0 fixes by a hash and what now is another: the tables and schemas of a newer version, another list of
 * witnesses. Nothing where all are as the log says. Two processes that start at once record it once.
 * @param now part → SHA-256, hex
 */
export async function recordPolicies(
  parts: ActParts,
  now: Readonly<Record<string, string>>,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const { held, last } = await policiesOf(parts.store);
    const replaced = Object.entries(now).filter(([part, hash]) => held[part] !== hash);
    if (!last || replaced.length === 0) return;
    const on = dayIn(parts.zone, parts.clock.now());
    const events = replaced.map(([part, hash]) =>
      PolicyReplaced({ part: part as 'schemas', hash, software: parts.software, on }),
    );
    // The same act at the same place, whoever writes it first.
    const id = `${logStream}:${String(last.version)}`;
    if ((await append(parts, logStream, id, last, events)) === null) return;
    if (attempt === attempts) throw tooBusy();
  }
}

/** The hashes that the log says hold now, and the newest event of its own stream. */
async function policiesOf(
  store: EventStore,
): Promise<{ held: Record<string, string>; last: StoredEvent | undefined }> {
  const held: Record<string, string> = {};
  let last: StoredEvent | undefined;
  for await (const stored of store.readStream(logStream)) {
    last = stored;
    if (stored.type !== LogOpened.type && stored.type !== PolicyReplaced.type) continue;
    const data = openedData(openStored(stored).windows) as Readonly<Record<string, string>>;
    if (stored.type === LogOpened.type) Object.assign(held, openingPolicies(data));
    else held[data['part'] ?? ''] = data['hash'] ?? '';
  }
  return { held, last };
}

const openingPolicies = (data: Readonly<Record<string, string>>) => ({
  redaction: data['redactionHash'],
  schemas: data['schemasHash'],
  views: data['viewsHash'],
  witnesses: hashOfWitnesses(data['witnesses'] ?? ''),
});

/** Appends fillers. @param window its start, seconds since 1970 */
export async function fillWindow(parts: ActParts, window: number, count: number): Promise<void> {
  const events = Array.from({ length: count }, () => WindowFilled({ window }));
  // No two fillings are the same act, though they may hold the same words.
  const id = `${fillerStream}:${parts.random(16).toString('base64url')}`;
  let version = -1;
  for (let attempt = 1; ; attempt += 1) {
    const actual = await append(parts, fillerStream, id, { version, recordedAt: 0 }, events);
    if (actual === null) return;
    if (attempt === attempts) throw tooBusy();
    version = actual;
  }
}

/**
 * Appends behind the event `last`. Null when they stand there; else the version at which the stream stands.
 * @param id of the act: the same one is written once
 */
async function append(
  parts: ActParts,
  stream: string,
  id: string,
  { version, recordedAt }: Pick<StoredEvent, 'version' | 'recordedAt'>,
  events: readonly AnyEvent[],
): Promise<number | null> {
  const inputSalt = parts.random(16).toString('base64url');
  const input = canonicalJson(events.map(({ type, data }) => ({ type, data })) as never);
  const drafts = await sealAll(
    parts,
    { version, publication: { publicity: 'public', entries: 0, prev: null } },
    events,
    {
      stream,
      ref: null,
      by: system,
      now: Math.max(parts.clock.now(), recordedAt),
      command: {
        id,
        inputSalt,
        inputDigest: createHash('sha256').update(inputSalt).update(input).digest('base64url'),
      },
    },
  );
  try {
    const stored = drafts.map((draft) => draft.stored);
    await parts.store.append(stream, version < 0 ? 'none' : version, stored);
    return null;
  } catch (error) {
    if (error instanceof Conflict) return error.actual;
    throw error;
  }
}

const tooBusy = () =>
  new Unavailable(
    'Others kept writing to the log’s own stream',
    'It is tried again by itself.',
    'TOO_BUSY',
  );
