import type { Day } from './clock.js';
import { caseRef, day, integer, localisedText, open, sha256 } from './field.js';
import type { Localised } from './localised.js';

/** Fields of an event by which a text is adopted, or a new version of it: the versions before stay readable. */
export const textVersion = {
  case: open(caseRef),
  on: open(day),
  version: open(integer),
  text: open(localisedText),
  /** SHA-256 of canonical JSON, hex; of what, the event says. */
  hash: open(sha256),
};

/** One version of a text, whole. Key: `<ref>/<version>`. */
export interface TextVersionRow {
  key: string;
  ref: string;
  version: number;
  sha256: string;
  adoptedOn: Day;
  text: Localised;
  /** What it changed; null in the first version. */
  changes: Localised | null;
}

interface Adopted {
  readonly case: string;
  readonly on: Day;
  readonly version: number;
  readonly text: Localised;
  readonly hash: string;
  readonly changes?: Localised;
}

export const textVersionOf = ({
  case: ref,
  on,
  version,
  text,
  hash,
  changes,
}: Adopted): TextVersionRow => ({
  key: `${ref}/${String(version)}`,
  ref,
  version,
  sha256: hash,
  adoptedOn: on,
  text,
  changes: changes ?? null,
});
