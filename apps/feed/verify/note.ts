import { concat, fromBase64, toHex, utf8, type Bytes } from './bytes.js';
import type { Computing } from './crypto.js';
import { Malformed } from './tree.js';

/** A key that signs notes (C2SP signed-note): 1 of a log, 4 of a witness. */
export interface Key {
  readonly text: string;
  readonly name: string;
  /** 8 hex digits. */
  readonly hash: string;
  readonly type: number;
  readonly bytes: Bytes;
}

/** Whom a reader believes (C2SP tlog-policy). */
export interface Policy {
  readonly logs: readonly Key[];
  readonly witnesses: readonly { readonly owner: string; readonly key: Key }[];
  readonly groups: readonly {
    readonly name: string;
    readonly threshold: number;
    readonly members: readonly string[];
  }[];
  readonly quorum: string;
}

export interface Checkpoint {
  readonly note: string;
  readonly origin: string;
  readonly size: number;
  readonly root: Bytes;
}

/** `<name>+<key hash>+<base64 of type and key>`. @throws Malformed */
export async function readKey(text: string, { sha256 }: Pick<Computing, 'sha256'>): Promise<Key> {
  const [name = '', hash = '', ...rest] = text.split('+');
  const typed = fromBase64(rest.join('+'));
  if (!isName(name) || typed?.length !== 33) throw new Malformed('not a key');
  if (toHex((await sha256(concat(utf8(`${name}\n`), typed))).slice(0, 4)) !== hash)
    throw new Malformed('a key whose hash is of another key');
  return { text, name, hash, type: typed[0] ?? 0, bytes: typed.slice(1) };
}

/** @throws Malformed */
export async function readPolicy(text: string, by: Pick<Computing, 'sha256'>): Promise<Policy> {
  const logs: Key[] = [];
  const witnesses: { owner: string; key: Key }[] = [];
  const groups: { name: string; threshold: number; members: string[] }[] = [];
  let quorum = 'none';
  const known = new Set(['none']);
  const define = (name: string) => {
    if (known.has(name)) throw new Malformed('a name is defined again');
    known.add(name);
  };
  for (const line of text.split('\n')) {
    const [keyword, first = '', second = '', ...more] = line.trim().split(/[ \t]+/);
    if (keyword === '' || keyword === undefined || keyword.startsWith('#')) continue;
    if (keyword === 'log') logs.push(ofType(1, await readKey(first, by)));
    else if (keyword === 'witness') {
      const key = ofType(4, await readKey(second, by));
      // One key under two names would count twice.
      if (witnesses.some((other) => same32(other.key, key)))
        throw new Malformed('a witness stands twice');
      define(first);
      witnesses.push({ owner: first, key });
    } else if (keyword === 'group') {
      const threshold = second === 'all' ? more.length : second === 'any' ? 1 : Number(second);
      if (
        !Number.isInteger(threshold) ||
        threshold < 1 ||
        threshold > more.length ||
        !more.every((one) => known.has(one))
      )
        throw new Malformed('a group that nobody can be');
      define(first);
      groups.push({ name: first, threshold, members: more });
    } else if (keyword === 'quorum' && known.has(first)) quorum = first;
    else throw new Malformed('a line that is not understood');
  }
  if (logs.length === 0) throw new Malformed('no key of a log');
  return { logs, witnesses, groups, quorum };
}

const same32 = (a: Key, b: Key) => toHex(a.bytes) === toHex(b.bytes);

function ofType(type: number, key: Key): Key {
  if (key.type !== type) throw new Malformed('a key of another type than its role');
  return key;
}

/** Whether these owners are enough. */
export function quorumMet({ groups, quorum }: Policy, owners: readonly string[]): boolean {
  const met = new Set(owners);
  for (const { name, threshold, members } of groups)
    if (members.filter((one) => met.has(one)).length >= threshold) met.add(name);
  return quorum === 'none' || met.has(quorum);
}

/** @throws Malformed */
export function readCheckpoint(note: string): Checkpoint {
  const lines = splitNote(note).text.split('\n');
  const [origin = '', size = '', root = ''] = lines;
  const bytes = fromBase64(root);
  if (lines.pop() !== '' || lines.length < 3 || lines.includes(''))
    throw new Malformed('not a checkpoint');
  if (!/^(0|[1-9]\d{0,15})$/.test(size) || bytes?.length !== 32)
    throw new Malformed('not a checkpoint');
  return { note, origin, size: Number(size), root: bytes };
}

/** Which of these keys signed the note. @throws Malformed for a signature by one of them that is not valid */
export async function signersOf(note: string, keys: readonly Key[], by: Computing): Promise<Key[]> {
  const { text, signatures } = splitNote(note);
  const found: Key[] = [];
  for (const key of keys) {
    for (const { bytes } of signatures.filter((s) => s.name === key.name && s.hash === key.hash)) {
      if (!(await isSignedBy(key, text, bytes, by))) throw new InvalidSignature(key.name);
      if (!found.includes(key)) found.push(key);
    }
  }
  return found;
}

/** A signature under a key that is trusted, and not made with it. */
export class InvalidSignature extends Error {}

async function isSignedBy(
  key: Key,
  text: string,
  signature: Bytes,
  by: Computing,
): Promise<boolean> {
  if (key.type === 1)
    return signature.length === 64 && by.isSigned(key.bytes, utf8(text), signature);
  if (signature.length !== 72) return false;
  const time = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  const message = `cosignature/v1\ntime ${String(time)}\n${text}`;
  return by.isSigned(key.bytes, utf8(message), signature.slice(8));
}

/** Of a witness: seconds since 1970; the latest. */
export function timeOf(note: string, key: Key): number {
  const times = splitNote(note)
    .signatures.filter((s) => s.name === key.name && s.hash === key.hash && s.bytes.length === 72)
    .map(({ bytes }) => Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0)));
  return Math.max(0, ...times);
}

function splitNote(note: string) {
  const split = note.lastIndexOf('\n\n');
  // eslint-disable-next-line no-control-regex -- exactly these are what a note cannot contain
  if (split < 0 || !note.endsWith('\n') || note.length > 1e6 || /[\x00-\x09\x0b-\x1f]/.test(note))
    throw new Malformed('not a signed note');
  const signatures = note
    .slice(split + 2, -1)
    .split('\n')
    .map((line) => {
      const [dash, name = '', base64 = '', more] = line.split(' ');
      const bytes = fromBase64(base64);
      if (dash !== '—' || more !== undefined || !isName(name) || !bytes || bytes.length < 5)
        throw new Malformed('a signature line is malformed');
      return { name, hash: toHex(bytes.slice(0, 4)), bytes: bytes.slice(4) };
    });
  return { text: note.slice(0, split + 1), signatures };
}

const isName = (name: string) => name !== '' && !/[\p{White_Space}+]/u.test(name);

/** A `.tlog-proof` (C2SP tlog-proof). Nothing proves its extra text. @throws Malformed */
export function readProof(text: string): {
  extra: string;
  index: number;
  proof: Bytes[];
  note: string;
} {
  const split = text.indexOf('\n\n');
  const [version, ...lines] = text.slice(0, Math.max(0, split)).split('\n');
  if (version !== 'c2sp.org/tlog-proof@v1') throw new Malformed('not a proof');
  const bytes = lines[0]?.startsWith('extra ')
    ? fromBase64(lines.shift()?.slice(6) ?? '')
    : new Uint8Array();
  const index = /^index (0|[1-9]\d{0,15})$/.exec(lines.shift() ?? '')?.[1];
  const proof = lines.map((line) => fromBase64(line));
  if (
    !bytes ||
    index === undefined ||
    proof.length > 63 ||
    !proof.every((hash) => hash?.length === 32)
  )
    throw new Malformed('not a proof');
  return {
    extra: new TextDecoder().decode(bytes),
    index: Number(index),
    proof: proof as Bytes[],
    note: text.slice(split + 2),
  };
}
