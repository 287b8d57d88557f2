import { NoteInvalid } from './note-invalid.js';
import type { Policy, Witness, WitnessGroup } from './policy.js';
import {
  ed25519,
  parseVerifierKey,
  timestamped,
  type SignatureType,
  type VerifierKey,
} from './verifier-key.js';

/** A policy that cannot be read. The message names the line, counted from 1. */
export class PolicyInvalid extends Error {
  override readonly name = 'PolicyInvalid';
  constructor(
    readonly line: number,
    what: string,
  ) {
    super(`line ${String(line)}: ${what}`);
  }
}

/** Reads a policy file. Logs have keys of type 0x01, witnesses of 0x04. @throws PolicyInvalid */
export function parsePolicy(text: string): Policy {
  const lines = text.split('\n');
  // A file that was cut off could end in a shorter name that means something else.
  if (lines.pop() !== '') throw new PolicyInvalid(lines.length + 1, 'does not end with a newline');
  const reader = new PolicyReader();
  lines.forEach((line, i) => {
    try {
      reader.read(line);
    } catch (error) {
      if (error instanceof Malformed || error instanceof NoteInvalid)
        throw new PolicyInvalid(i + 1, error.message);
      throw error;
    }
  });
  const { logs, witnesses, groups, quorum } = reader;
  if (quorum === undefined) throw new PolicyInvalid(lines.length + 1, 'ends without a quorum');
  return { logs, witnesses, groups, quorum };
}

class Malformed extends Error {}

/** What the lines so far have said. */
class PolicyReader {
  readonly logs: { key: VerifierKey; url?: string }[] = [];
  readonly witnesses: Witness[] = [];
  readonly groups: WitnessGroup[] = [];
  quorum: string | undefined;

  private readonly names = new Set(['none']);
  private readonly grouped = new Set<string>();

  read(line: string): void {
    if (/[^\t\x20-\x7e\x80-\u{10ffff}]/u.test(line)) throw new Malformed('has a control character');
    const [keyword, ...items] = line.split(/[ \t]+/).filter((item) => item !== '');
    if (keyword === undefined || keyword.startsWith('#')) return;
    if (keyword === 'log') this.log(items);
    else if (keyword === 'witness') this.witness(items);
    else if (keyword === 'group') this.group(items);
    else if (keyword === 'quorum') this.setQuorum(items);
    else throw new Malformed('begins with an unknown keyword');
  }

  private log([key, url, ...more]: string[]): void {
    if (key === undefined || more.length > 0) throw new Malformed('is not `log <vkey> [<url>]`');
    this.logs.push({ key: newKey(key, ed25519, this.logs), ...(url !== undefined && { url }) });
  }

  private witness([name, key, url, ...more]: string[]): void {
    if (name === undefined || key === undefined || more.length > 0)
      throw new Malformed('is not `witness <name> <vkey> [<url>]`');
    const parsed = newKey(key, timestamped, this.witnesses);
    this.define(name);
    this.witnesses.push({ name, key: parsed, ...(url !== undefined && { url }) });
  }

  private group([name, many, ...members]: string[]): void {
    if (name === undefined || many === undefined || members.length === 0)
      throw new Malformed('is not `group <name> all|any|<k> <name>...`');
    for (const member of members) {
      if (member === 'none' || !this.names.has(member))
        throw new Malformed('names a member that is not defined before');
      if (this.grouped.has(member)) throw new Malformed('names what is already in a group');
      this.grouped.add(member);
    }
    const threshold = many === 'all' ? members.length : many === 'any' ? 1 : Number(many);
    if (many !== 'all' && many !== 'any' && !/^[1-9]\d{0,8}$/.test(many))
      throw new Malformed('does not say how many: all, any or a number');
    if (threshold > members.length) throw new Malformed('asks for more members than there are');
    this.define(name);
    this.groups.push({ name, threshold, members });
  }

  private setQuorum([name, ...more]: string[]): void {
    if (name === undefined || more.length > 0) throw new Malformed('is not `quorum <name>`');
    if (this.quorum !== undefined) throw new Malformed('is a second quorum');
    if (!this.names.has(name)) throw new Malformed('names a quorum that is not defined before');
    this.quorum = name;
  }

  private define(name: string): void {
    if (this.names.has(name)) throw new Malformed('defines a name again');
    this.names.add(name);
  }
}

/** Two verifier keys are duplicates when they wrap the same public key, whatever they are called. */
function newKey(
  text: string,
  type: SignatureType,
  known: readonly { readonly key: VerifierKey }[],
): VerifierKey {
  const key = parseVerifierKey(text);
  if (key.type !== type) throw new Malformed('has a key of another type than its role');
  if (known.some((other) => other.key.publicKey.equals(key.publicKey)))
    throw new Malformed('has a key that stands in the file already');
  return key;
}
