import {
  defineView,
  textVersionOf,
  type PublicEventOf,
  type Recorded,
  type TextVersionRow,
} from '#kernel';
import { CharterAdopted, CharterAmended, type CharterRules } from '../events.js';

/** One version of a charter, whole. */
export interface CharterVersionRow extends TextVersionRow {
  rules: CharterRules;
}

const charterEvents = [CharterAdopted, CharterAmended] as const;
type Version = Recorded<PublicEventOf<(typeof charterEvents)[number]>>;

const versionOf = (_row: unknown, { event: { data } }: Version): CharterVersionRow => ({
  ...textVersionOf(data),
  rules: data.rules,
});

/** Every version of the charters of public cases: a new one takes nothing from those before. */
export const charterVersion = defineView<CharterVersionRow, (typeof charterEvents)[number]>({
  name: 'charter_version',
  version: 1,
  reach: 'public',
  events: charterEvents,
  key: ({ event: { data } }) => `${data.case}/${String(data.version)}`,
  on: {
    'committee.CharterAdopted': versionOf,
    'committee.CharterAmended': versionOf,
  },
});
