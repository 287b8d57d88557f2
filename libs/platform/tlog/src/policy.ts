import { vkeyOf, type VerifierKey } from './verifier-key.js';

/** Whom a reader believes (C2SP tlog-policy). */
export interface Policy {
  /** A checkpoint is of any one of these. */
  readonly logs: readonly { readonly key: VerifierKey; readonly url?: string }[];
  readonly witnesses: readonly Witness[];
  /** In the order of the file: a group names only what stands before it. */
  readonly groups: readonly WitnessGroup[];
  /** Name of a witness or group, or `none`. */
  readonly quorum: string;
}

export interface Witness {
  /** Of the policy only; the key has its own. */
  readonly name: string;
  readonly key: VerifierKey;
  readonly url?: string;
}

export interface WitnessGroup {
  readonly name: string;
  /** How many of the members make the group. */
  readonly threshold: number;
  readonly members: readonly string[];
}

/** Whether those who signed a checkpoint are enough. @param signed keys whose signatures were found valid */
export function quorumMet(
  { witnesses, groups, quorum }: Policy,
  signed: readonly VerifierKey[],
): boolean {
  const keys = new Set(signed.map(vkeyOf));
  const met = new Set(witnesses.filter(({ key }) => keys.has(vkeyOf(key))).map(({ name }) => name));
  for (const { name, threshold, members } of groups)
    if (members.filter((member) => met.has(member)).length >= threshold) met.add(name);
  return quorum === 'none' || met.has(quorum);
}

/** The keys of all witnesses that the policy knows. */
export const witnessesOf = ({ witnesses }: Policy): VerifierKey[] =>
  witnesses.map(({ key }) => key);
