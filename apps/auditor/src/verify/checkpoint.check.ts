import {
  NoteInvalid,
  openCheckpoint,
  parsePolicy,
  PolicyInvalid,
  quorumMet,
  verifyCosignatures,
  witnessesOf,
  type Checkpoint,
  type Policy,
} from '#tlog';
import { limits, type LogSource } from '../source/log-source.js';
import { WrongUsage } from '../failures.js';
import type { Checks } from './check.js';
import type { KeptFile } from './kept.js';

export interface Signed {
  readonly checkpoint: Checkpoint & { readonly note: string };
  readonly policy: Policy;
  /** Its text, where it came with the log; null for one that was pinned. */
  readonly brought: string | null;
  /** Time of the newest cosignature, seconds since 1970; null without witnesses. */
  readonly seen: number | null;
}

export interface CheckpointOptions {
  /** The policy that whoever checks has pinned. */
  readonly policy: KeptFile | null;
  /** How old the newest cosignature may be, in seconds. */
  readonly maxAge: number | null;
  /** Seconds since 1970. */
  readonly now: number;
}

/** 2: the head of the log, signed by a log and seen by the witnesses of the policy. Null: nothing more can be checked. */
export async function checkCheckpoint(
  source: LogSource,
  { policy: own, maxAge, now }: CheckpointOptions,
  { checkpoint: check, pinned }: Checks,
): Promise<Signed | null> {
  const theirs = (await source.read('policy.tlog', limits.policy))?.toString('utf8') ?? null;
  if (own) {
    const same = own.text === theirs;
    const differs = `pinned by ${own.name}; the log brings another policy, which was not used`;
    pinned.end('pass', same ? `pinned by ${own.name}` : differs);
  } else {
    pinned.end('not-provided', 'pinned by nobody: the policy that came with the log was used');
  }
  const text = own?.text ?? theirs;
  const note = (await source.read('log/checkpoint', limits.note))?.toString('utf8');
  if (text === null || note === undefined) {
    check.end('not-checked', text === null ? 'there is no policy' : 'there is no checkpoint');
    return null;
  }
  try {
    const policy = parsePolicy(text);
    const checkpoint = openCheckpoint(note, ...policy.logs.map(({ key }) => key));
    const seen = verifyCosignatures(note, witnessesOf(policy));
    if (
      !quorumMet(
        policy,
        seen.map(({ key }) => key),
      )
    )
      check.fail({
        message: 'fewer witnesses signed the checkpoint than the policy asks for',
        expected: policy.quorum,
        actual: `${String(seen.length)} cosignatures`,
      });
    const newest = Math.max(...seen.map(({ timestamp }) => timestamp));
    const trust = own ? '' : '; trust on first use: nobody pinned its key';
    const dated = seen.length === 0 ? 'no witness' : `${String(seen.length)} witnesses`;
    check.end('pass', `${String(checkpoint.size)} entries, signed by the log, ${dated}${trust}`);
    if (maxAge !== null) fresh(now - newest, maxAge, check);
    return {
      ...{ checkpoint, policy, brought: own ? null : text },
      seen: seen.length === 0 ? null : newest,
    };
  } catch (error) {
    if (!(error instanceof NoteInvalid || error instanceof PolicyInvalid)) throw error;
    // What the auditor brought says nothing about the log.
    if (own && error instanceof PolicyInvalid)
      throw new WrongUsage(`${own.name} is no policy: ${error.message}`);
    const where = error instanceof PolicyInvalid ? 'the policy: ' : '';
    check.fail({ message: `${where}${error.message}` });
    return null;
  }
}

/** A view that was frozen is an old one: only a witness can say of what time it is. */
function fresh(age: number, maxAge: number, check: Checks['checkpoint']): void {
  if (!Number.isFinite(age))
    check.end('not-checked', 'no witness says of what time the checkpoint is');
  else if (age > maxAge)
    check.fail({
      message: 'the newest cosignature is older than asked for',
      expected: `${String(maxAge)} s`,
      actual: `${String(age)} s`,
    });
}
