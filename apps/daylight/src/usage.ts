/** The command was called in a way that it does not know. Exit code 2. */
export class Usage extends Error {
  override readonly name = 'Usage';
}
