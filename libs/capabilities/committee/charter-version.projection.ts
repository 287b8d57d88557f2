import { defineView, type Day, type Localised } from '#kernel';
import { CharterAdopted, CharterAmended, type CharterRules } from './events.js';

/** One version of a charter, whole. Key: `<ref>/<version>`. */
export interface CharterVersionRow {
  key: string;
  ref: string;
  version: number;
  sha256: string;
  adoptedOn: Day;
  text: Localised;
  rules: CharterRules;
  /** What it changed; null in the first version. */
  changes: Localised | null;
}

const charterEvents = [CharterAdopted, CharterAmended] as const;

/** Every version of the charters of public cases: a new one takes nothing from those before. */
export const charterVersion = defineView<CharterVersionRow, (typeof charterEvents)[number]>({
  name: 'charter_version',
  version: 1,
  reach: 'public',
  events: charterEvents,
  key: ({ event: { data } }) => `${data.case}/${String(data.version)}`,
  on: {
    'committee.CharterAdopted': (_row, { event: { data } }) => versionOf(data, null),
    'committee.CharterAmended': (_row, { event: { data } }) => versionOf(data, data.changes),
  },
});

type Adopted = Omit<CharterVersionRow, 'key' | 'ref' | 'adoptedOn' | 'sha256' | 'changes'> & {
  readonly case: string;
  readonly on: Day;
  readonly hash: string;
};
const versionOf = (
  { case: ref, on, version, hash, text, rules }: Adopted,
  changes: Localised | null,
): CharterVersionRow => ({
  key: `${ref}/${String(version)}`,
  ref,
  version,
  sha256: hash,
  adoptedOn: on,
  text,
  rules,
  changes,
});
