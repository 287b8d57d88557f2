import { hash } from 'node:crypto';
import type { PublicFold } from '../fold/public-fold.js';
import { caseFile, stateFile, type Head } from '../fold/state-files.js';
import { limits, type LogSource } from '../source/log-source.js';
import type { Check } from './check.js';

export interface StateFile {
  readonly format: number;
  readonly size: number;
  readonly root: string;
  readonly cases: readonly { readonly ref: string; readonly sha256: string }[];
}

/** What a served log says of itself now, as far as it can be read. */
export function parseState(bytes: Buffer): StateFile | null {
  try {
    const state = JSON.parse(bytes.toString('utf8')) as StateFile;
    return Array.isArray(state.cases) && Number.isSafeInteger(state.size) ? state : null;
  } catch {
    return null;
  }
}

/** 7: the state that the log claims is the one that its public entries fold to. */
export async function checkState(
  source: LogSource,
  fold: PublicFold,
  head: Head,
  check: Check,
): Promise<void> {
  for (const { view, index } of fold.stopped)
    check.fail({ index, message: `the view ${view} cannot take in this entry` });
  const claimed = await source.read('state.json', limits.state);
  const derived = stateFile(fold, head);
  if (!claimed) {
    check.end('not-provided', 'there is no state.json');
    return;
  }
  if (claimed.toString('utf8') !== derived) {
    check.fail({
      message: 'state.json is not the state that the entries fold to',
      expected: hash('sha256', derived, 'hex'),
      actual: hash('sha256', claimed, 'hex'),
    });
  }
  const refs = fold.refs();
  for (const ref of refs) await checkCase(source, fold, ref, check);
  const known = new Set(refs.map((ref) => `cases/${ref}.json`));
  for (const path of await source.list('cases'))
    if (!known.has(path)) check.fail({ message: `${path} is of a case that is not public` });
  check.end('pass', `${String(refs.length)} cases are as the entries say`);
}

async function checkCase(
  source: LogSource,
  fold: PublicFold,
  ref: string,
  check: Check,
): Promise<void> {
  const name = `cases/${ref}.json`;
  const derived = caseFile(fold, ref) ?? '';
  const claimed = await source.read(name, limits.case);
  if (claimed?.toString('utf8') === derived) return;
  const fields = claimed ? differences(JSON.parse(derived), claimed) : [];
  check.fail({
    index: fold.lastIndex(ref),
    message: claimed
      ? `${name} is not what the entries fold to: ${fields.join(', ') || 'other bytes'}`
      : `${name} is missing`,
    expected: hash('sha256', derived, 'hex'),
    ...(claimed && { actual: hash('sha256', claimed, 'hex') }),
  });
}

/** Names of the members of two objects that differ. */
export function differences(one: unknown, bytes: Buffer): string[] {
  try {
    const [a, b] = [one, JSON.parse(bytes.toString('utf8'))] as Record<string, unknown>[];
    if (typeof b !== 'object') return [];
    const names = new Set([...Object.keys(a ?? {}), ...Object.keys(b)]);
    return [...names]
      .filter((name) => JSON.stringify(a?.[name]) !== JSON.stringify(b[name]))
      .sort();
  } catch {
    return [];
  }
}
