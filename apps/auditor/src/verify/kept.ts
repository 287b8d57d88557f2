import { openCheckpoint, verifyCosignatures, witnessesOf, NoteInvalid, type Policy } from '#tlog';
import { limits, type LogSource } from '../source/log-source.js';
import type { Check } from './check.js';

/** An earlier head of the log that was kept: where, and how to read it. */
export interface Kept {
  readonly size: number;
  readonly name: string;
  /** Given by whoever checks, so not of the log's own making. */
  readonly own: boolean;
  note(): Promise<string>;
}

export interface KeptFile {
  readonly name: string;
  readonly text: string;
}

/** The earlier checkpoints in order of size: those of the bundle, and those that the auditor kept. */
export async function keptCheckpoints(
  source: LogSource,
  policy: Policy,
  brought: readonly KeptFile[],
  check: Check,
): Promise<Kept[]> {
  const all: Kept[] = [];
  for (const { name, text } of brought) {
    const { size } = opened(text, policy, name, check) ?? {};
    if (size !== undefined) all.push({ size, name, own: true, note: () => Promise.resolve(text) });
  }
  for (const name of await source.list('log/checkpoints')) {
    const size = /^log\/checkpoints\/(0|[1-9]\d{0,15})$/.exec(name)?.[1];
    if (size === undefined) check.fail({ message: `${name} is no checkpoint` });
    else all.push({ size: Number(size), name, own: false, note: () => noteOf(source, name) });
  }
  return all.sort((a, b) => a.size - b.size);
}

const noteOf = async (source: LogSource, name: string): Promise<string> =>
  (await source.read(name, limits.note))?.toString('utf8') ?? '';

/** A head that the log signed; null with a finding for any other. */
export function opened(note: string, policy: Policy, name: string, check: Check) {
  try {
    const checkpoint = openCheckpoint(note, ...policy.logs.map(({ key }) => key));
    const times = verifyCosignatures(note, witnessesOf(policy)).map((one) => one.timestamp);
    return { ...checkpoint, times };
  } catch (error) {
    if (!(error instanceof NoteInvalid)) throw error;
    check.fail({ message: `${name}: ${error.message}` });
    return null;
  }
}
