import { same, toBase64, type Bytes } from './bytes.js';
import type { Computing } from './crypto.js';
import {
  InvalidSignature,
  quorumMet,
  readCheckpoint,
  readPolicy,
  signersOf,
  timeOf,
  type Checkpoint,
  type Policy,
} from './note.js';
import type { Report } from './report.js';
import { Malformed, rootOver } from './tree.js';

/** What this browser kept of an earlier visit. */
export interface Remembered {
  readonly origin: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** Key of the log that it was signed with. */
  readonly key: string;
}

/** The policy that the reader trusts; null and said, when it cannot be read. */
export async function trusted(text: string, by: Computing, report: Report): Promise<Policy | null> {
  try {
    return await readPolicy(text, by);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    report.say('checkpoint', 'not-checked', 'keysUnreadable');
    report.say('witnesses', 'not-checked', 'keysUnreadable');
    return null;
  }
}

/** Reads a checkpoint and says who signed it. Null when it is none. */
export async function checkHead(
  note: string,
  policy: Policy | null,
  by: Computing,
  report: Report,
): Promise<(Checkpoint & { readonly key?: string }) | null> {
  report.served['checkpoint'] = note;
  let head: Checkpoint;
  try {
    head = readCheckpoint(note);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    report.find({ line: 'checkpoint', what: 'noCheckpoint', served: note });
    return null;
  }
  if (!policy) return head;
  const key = await signedByLog(head, policy, by, report);
  await checkWitnesses(head, policy, by, report);
  return { ...head, ...(key !== undefined && { key }) };
}

async function signedByLog(
  head: Checkpoint,
  { logs }: Policy,
  by: Computing,
  report: Report,
): Promise<string | undefined> {
  const keys = logs.filter(({ name }) => name === head.origin);
  const signers = await signersOf(head.note, keys, by).catch((error: unknown) => {
    if (error instanceof InvalidSignature) return [];
    throw error;
  });
  const [key] = signers;
  if (key)
    report.say('checkpoint', 'unchanged', 'signedByLog', {
      key: `${key.name}+${key.hash}`,
      size: head.size,
    });
  else
    report.find({
      line: 'checkpoint',
      what: 'notSignedByLog',
      expected: logs.map(({ text }) => text).join(' '),
      served: head.note,
    });
  return key?.text;
}

async function checkWitnesses(
  head: Checkpoint,
  policy: Policy,
  by: Computing,
  report: Report,
): Promise<void> {
  const { witnesses } = policy;
  const keys = witnesses.map(({ key }) => key);
  try {
    const signed = await signersOf(head.note, keys, by);
    const confirmed = witnesses.filter(({ key }) => signed.includes(key));
    report.owners = confirmed.map(({ owner }) => owner);
    const newest = Math.max(0, ...signed.map((key) => timeOf(head.note, key)));
    const values = {
      k: report.owners.length,
      n: witnesses.length,
      names: report.owners.join(', '),
      time: new Date(newest * 1000).toISOString().replace('T', ' ').slice(0, 16),
    };
    if (confirmed.length === 0)
      report.say(
        'witnesses',
        'not-provided',
        witnesses.length === 0 ? 'noWitness' : 'noneSigned',
        values,
      );
    else if (!quorumMet(policy, report.owners))
      report.say('witnesses', 'not-checked', 'tooFewWitnesses', values);
    else report.say('witnesses', 'unchanged', 'cosigned', values);
  } catch (error) {
    if (!(error instanceof InvalidSignature)) throw error;
    report.find({
      line: 'witnesses',
      what: 'falseWitness',
      computed: error.message,
      served: head.note,
    });
  }
}

/**
 * Whether the log still begins with what was seen of it before. With every leaf hash at hand the root of the earlier size
 * is computed, which is what a proof of consistency would only stand for.
 * @param leaves hashes of all leaves; null when they could not be had
 */
export async function checkEarlier(
  head: Checkpoint & { readonly key?: string },
  earlier: readonly (Remembered & { readonly from: 'browser' | 'file' })[],
  leaves: readonly Bytes[] | null,
  policy: Policy | null,
  by: Computing,
  report: Report,
): Promise<void> {
  for (const { origin, size, root, key, from } of earlier) {
    const before = { expected: `${origin} ${String(size)} ${root}` };
    if (origin !== head.origin) {
      report.find({ line: 'consistency', what: 'anotherLog', ...before, computed: head.origin });
    } else if (policy && !policy.logs.some((log) => log.text === key)) {
      report.find({
        line: 'consistency',
        what: 'anotherKey',
        expected: key,
        computed: policy.logs.map(({ text }) => text).join(' '),
      });
    } else if (size > head.size) {
      report.find({
        line: 'consistency',
        what: 'logIsShorter',
        ...before,
        computed: `${String(head.size)} ${toBase64(head.root)}`,
      });
    } else if (!leaves) {
      report.say('consistency', 'not-checked', 'noLeafHashes');
    } else {
      const now = toBase64(await rootOver(by, leaves.slice(0, size)));
      if (now !== root)
        report.find({ line: 'consistency', what: 'historyRewritten', ...before, computed: now });
      else
        report.say(
          'consistency',
          'unchanged',
          from === 'file' ? 'consistentWithFile' : 'consistent',
          { size },
        );
    }
  }
  if (earlier.length === 0) report.say('consistency', 'not-provided', 'noEarlier');
}

/** Whether hashes of leaves are those of the tree that was signed. */
export const leadToRoot = async (
  by: Computing,
  leaves: readonly Bytes[],
  head: Checkpoint,
): Promise<boolean> => leaves.length === head.size && same(await rootOver(by, leaves), head.root);
