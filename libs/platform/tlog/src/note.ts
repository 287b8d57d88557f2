import { sign, type KeyObject } from 'node:crypto';
import { fromBase64 } from './encoding.js';
import { NoteInvalid } from './note-invalid.js';
import { isSignedBy } from './signature.js';
import { ed25519, isKeyName, keyOf, vkeyOf, type VerifierKey } from './verifier-key.js';

/** Holds a private key of Ed25519: the sealer for the log, a witness for its cosignatures. */
export interface NoteSigner {
  readonly name: string;
  /** The 32 raw bytes. */
  readonly publicKey: Uint8Array;
  readonly privateKey: KeyObject;
}

export interface NoteSignature {
  readonly name: string;
  /** 8 hex digits. */
  readonly keyHash: string;
  /** Behind the hash: 64 bytes of a log, 72 of a witness; of unknown keys any. */
  readonly signature: Buffer;
}

/** A note as it was read. Nothing of it is to be believed before its signatures are checked. */
export interface Note {
  /** With its last newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Far more than a checkpoint with the signatures of every witness there is. */
const longest = 1_000_000;
const mostSignatures = 100;

/** Reads a note (C2SP signed-note), split at its last empty line. @throws NoteInvalid */
export function parseNote(note: string): Note {
  if (note.length > longest) throw new NoteInvalid('the note is too long');
  assertCharacters(note);
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) throw new NoteInvalid('the note has no signatures');
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > mostSignatures) throw new NoteInvalid('the note has too many signatures');
  return { text: note.slice(0, split + 1), signatures: lines.map(readSignature) };
}

/** @param text ends with a newline. @throws NoteInvalid for a text that cannot be signed */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  assertCharacters(text);
  if (!text.endsWith('\n')) throw new NoteInvalid('the text of a note ends with a newline');
  if (signers.length === 0) throw new NoteInvalid('a note has a signature');
  const lines = signers.map((signer) => {
    const signature = sign(null, Buffer.from(text), signer.privateKey);
    return signatureLine(keyOf(signer, ed25519), signature);
  });
  return `${text}\n${lines.join('')}`;
}

/**
 * Which of these keys signed the note, each once. Signatures of other keys are no concern; nobody is to believe a note
 * for which the answer is empty.
 * @throws NoteInvalid for a note that is none, and for a signature by one of the keys that is not valid
 */
export function verifyNote(note: string, keys: readonly VerifierKey[]): VerifierKey[] {
  const signed = validSignatures(parseNote(note), keys);
  return [...new Map(signed.map(({ key }) => [vkeyOf(key), key])).values()];
}

/**
 * The lines of the note in which these keys signed it, one for each key: what may be handed on of a note that others
 * could add to.
 * @throws NoteInvalid as `verifyNote` does
 */
export function signaturesBy(note: string, keys: readonly VerifierKey[]): string[] {
  const lines = new Map<string, string>();
  for (const { key, signature } of validSignatures(parseNote(note), keys))
    if (!lines.has(vkeyOf(key))) lines.set(vkeyOf(key), signatureLine(key, signature));
  return [...lines.values()];
}

/** The signatures by these keys, in the order of the note; a key can have several. @throws NoteInvalid as `verifyNote` does */
export function validSignatures(
  { text, signatures }: Note,
  keys: readonly VerifierKey[],
): { key: VerifierKey; signature: Buffer }[] {
  return signatures.flatMap(({ name, keyHash, signature }) =>
    keys
      .filter((key) => key.name === name && key.keyHash === keyHash)
      .map((key) => {
        if (!isSignedBy(key, text, signature))
          throw new NoteInvalid('a signature of the note is not valid');
        return { key, signature };
      }),
  );
}

/** A line of signature with its newline, to stand behind the others of a note. */
export function signatureLine({ name, keyHash }: VerifierKey, signature: Uint8Array): string {
  const bytes = Buffer.concat([Buffer.from(keyHash, 'hex'), signature]);
  return `— ${name} ${bytes.toString('base64')}\n`;
}

function readSignature(line: string): NoteSignature {
  const [dash, name = '', base64 = '', more] = line.split(' ');
  const bytes = fromBase64(base64);
  if (dash !== '—' || more !== undefined || !isKeyName(name) || !bytes || bytes.length < 5)
    throw new NoteInvalid('a signature line of the note is malformed');
  return { name, keyHash: bytes.toString('hex', 0, 4), signature: bytes.subarray(4) };
}

function assertCharacters(text: string): void {
  // eslint-disable-next-line no-control-regex -- exactly these are what a note cannot contain
  if (!text.isWellFormed() || /[\x00-\x09\x0b-\x1f]/.test(text))
    throw new NoteInvalid('the note has characters that a note cannot have');
}
