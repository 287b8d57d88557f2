import { verifyCosignatures } from './cosignature.js';
import { witnessesOf, type Policy } from './policy.js';
import { vkeyOf } from './verifier-key.js';

/** A witness as people read of it. */
export interface Confirmation {
  /** The witness's name in the policy, which is its owner's: what its key is called says nothing to a reader. */
  readonly name: string;
  /** Seconds since 1970: until then it had seen no larger log. */
  readonly timestamp: number;
}

/**
 * Which witnesses of the policy confirm a published checkpoint, in the order of the policy. How many are enough is
 * `quorumMet`; whether the log signed it is `openCheckpoint`.
 * @throws NoteInvalid as `verifyCosignatures` does
 */
export function confirmedBy(note: string, policy: Policy): Confirmation[] {
  const times = new Map(
    verifyCosignatures(note, witnessesOf(policy)).map(({ key, timestamp }) => [
      vkeyOf(key),
      timestamp,
    ]),
  );
  return policy.witnesses.flatMap(({ name, key }) => {
    const timestamp = times.get(vkeyOf(key));
    return timestamp === undefined ? [] : [{ name, timestamp }];
  });
}
