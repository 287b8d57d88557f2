/** What was asked cannot be checked here: the network, a file that is not readable, a folder that is no bundle. Exit 3. */
export class CouldNotCheck extends Error {
  override readonly name = 'CouldNotCheck';
}

/** Written by a newer version of Daylight than this program knows. Exit 4. */
export class NewerFormat extends Error {
  override readonly name = 'NewerFormat';
}

/** The command was given something that it does not understand. Exit 2. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

/** What a file says is not in the form that it has to be in. The message names no value. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}
