import {
  defineView,
  textVersionOf,
  type PublicEventOf,
  type Recorded,
  type TextVersionRow,
} from '#kernel';
import { TermsOfReferenceAdopted, TermsOfReferenceAmended } from '../events.js';

const termsEvents = [TermsOfReferenceAdopted, TermsOfReferenceAmended] as const;
type Version = Recorded<PublicEventOf<(typeof termsEvents)[number]>>;

const versionOf = (_row: unknown, { event: { data } }: Version): TextVersionRow =>
  textVersionOf(data);

/** Every version of the terms of reference of public cases: a new one takes nothing from those before. */
export const termsVersion = defineView<TextVersionRow, (typeof termsEvents)[number]>({
  name: 'terms_version',
  version: 1,
  reach: 'public',
  events: termsEvents,
  key: ({ event: { data } }) => `${data.case}/${String(data.version)}`,
  on: {
    'investigation.TermsOfReferenceAdopted': versionOf,
    'investigation.TermsOfReferenceAmended': versionOf,
  },
});
