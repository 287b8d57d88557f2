import { fromDecimal, hashFromBase64 } from './encoding.js';
import type { Hash } from './hash.js';
import { NoteInvalid } from './note-invalid.js';
import { parseNote, verifyNote } from './note.js';
import type { VerifierKey } from './verifier-key.js';

/** The head of a log (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Name of the log. */
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
  /** Lines without meaning to us. Witnesses sign them, and do not speak of them. */
  readonly extensions: readonly string[];
}

/** The text to sign: a line each for origin, size and root. @throws NoteInvalid for what `parseCheckpoint` would refuse */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  const lines = [origin, String(size), root.toString('base64'), ...extensions];
  const text = lines.map((line) => `${line}\n`).join('');
  const read = parseCheckpoint(text);
  if (read.extensions.length !== extensions.length)
    throw new NoteInvalid('a line of the checkpoint is more than one');
  return text;
}

/** Reads the text of a checkpoint, which is without signatures. @throws NoteInvalid */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length < 3 || lines.includes(''))
    throw new NoteInvalid('a checkpoint is three lines or more, none of them empty');
  const [origin = '', decimal = '', base64 = '', ...extensions] = lines;
  const size = fromDecimal(decimal);
  if (size === null) throw new NoteInvalid('the size of the checkpoint is not a decimal number');
  const root = hashFromBase64(base64);
  if (!root) throw new NoteInvalid('the root of the checkpoint is not a hash in base64');
  return { origin, size, root, extensions };
}

/**
 * Reads a checkpoint and checks that it is of the log: signed with its key, under its name.
 * @param logKeys one, or more while a log changes its key; one signature is enough
 * @throws NoteInvalid
 */
export function openCheckpoint(
  note: string,
  ...logKeys: readonly VerifierKey[]
): Checkpoint & { readonly note: string } {
  const checkpoint = parseCheckpoint(parseNote(note).text);
  const ofLog = logKeys.filter(({ name }) => name === checkpoint.origin);
  if (ofLog.length === 0) throw new NoteInvalid('the checkpoint is of another log');
  if (verifyNote(note, ofLog).length === 0)
    throw new NoteInvalid('the checkpoint is not signed by the log');
  return { ...checkpoint, note };
}
