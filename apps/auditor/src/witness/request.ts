import { isUtf8 } from 'node:buffer';
import {
  NoteInvalid,
  parseAddCheckpoint,
  parseCheckpoint,
  parseNote,
  ProofInvalid,
  type Checkpoint,
  type Hash,
} from '#tlog';

/** A request that is well-formed. Nobody has checked yet who signed it. */
export interface Request {
  readonly oldSize: number;
  readonly proof: readonly Hash[];
  readonly note: string;
  /** What was signed of the note. */
  readonly text: string;
  readonly checkpoint: Checkpoint;
}

/** Null for a body that is no request to add a checkpoint. */
export function readRequest(body: Buffer): Request | null {
  if (!isUtf8(body)) return null;
  try {
    const { oldSize, proof, checkpoint: note } = parseAddCheckpoint(body.toString('utf8'));
    const { text } = parseNote(note);
    return { oldSize, proof, note, text, checkpoint: parseCheckpoint(text) };
  } catch (error) {
    if (error instanceof ProofInvalid || error instanceof NoteInvalid) return null;
    throw error;
  }
}
