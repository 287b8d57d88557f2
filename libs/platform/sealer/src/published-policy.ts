import { Misconfigured } from '#kernel';
import { parsePolicy, PolicyInvalid, type Policy } from '#tlog';

/** A policy and the text that it was read from, as it is published. */
export interface PublishedPolicy extends Policy {
  readonly text: string;
}

/**
 * The policy under which a log publishes: its own key, then the witnesses that the operator names.
 * @param logKey verifier key of the log
 * @param witnesses lines of a policy (C2SP tlog-policy) without `log` lines; null: nobody outside confirms
 * @throws Misconfigured naming the line of the operator's file
 */
export function publishedPolicy(logKey: string, witnesses: string | null): PublishedPolicy {
  const text = `log ${logKey}\n${witnesses ?? 'quorum none\n'}`;
  try {
    const policy = parsePolicy(text);
    if (policy.logs.length > 1)
      throw new PolicyInvalid(0, 'names a log; its own is added by itself');
    return { ...policy, text };
  } catch (error) {
    if (!(error instanceof PolicyInvalid)) throw error;
    // The log's own line stands before theirs.
    const what = error.message.replace(
      /^line (\d+)/,
      (_, n: string) => `line ${String(Number(n) - 1)}`,
    );
    throw new Misconfigured(
      `The list of witnesses cannot be used: ${what}`,
      'WITNESS_POLICY',
      'Correct the file (C2SP tlog-policy: `witness`, `group` and `quorum` lines) and start again.',
    );
  }
}
