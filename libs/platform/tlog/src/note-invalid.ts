/** A note, checkpoint or key that is not well-formed, or not signed as it has to be. The message names what, never a value. */
export class NoteInvalid extends Error {
  override readonly name = 'NoteInvalid';
}
