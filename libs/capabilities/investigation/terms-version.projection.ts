import { defineView, type Day, type Localised } from '#kernel';
import { TermsOfReferenceAdopted, TermsOfReferenceAmended } from './events.js';

/** One version of the terms of reference, whole. Key: `<ref>/<version>`. */
export interface TermsVersionRow {
  key: string;
  ref: string;
  version: number;
  sha256: string;
  adoptedOn: Day;
  text: Localised;
  /** What it changed; null in the first version. */
  changes: Localised | null;
}

const termsEvents = [TermsOfReferenceAdopted, TermsOfReferenceAmended] as const;

/** Every version of the terms of reference of public cases: a new one takes nothing from those before. */
export const termsVersion = defineView<TermsVersionRow, (typeof termsEvents)[number]>({
  name: 'terms_version',
  version: 1,
  reach: 'public',
  events: termsEvents,
  key: ({ event: { data } }) => `${data.case}/${String(data.version)}`,
  on: {
    'investigation.TermsOfReferenceAdopted': (_row, { event: { data } }) => versionOf(data, null),
    'investigation.TermsOfReferenceAmended': (_row, { event: { data } }) =>
      versionOf(data, data.changes),
  },
});

type Adopted = Omit<TermsVersionRow, 'key' | 'ref' | 'adoptedOn' | 'sha256' | 'changes'> & {
  readonly case: string;
  readonly on: Day;
  readonly hash: string;
};
const versionOf = (
  { case: ref, on, version, hash, text }: Adopted,
  changes: Localised | null,
): TermsVersionRow => ({
  key: `${ref}/${String(version)}`,
  ref,
  version,
  sha256: hash,
  adoptedOn: on,
  text,
  changes,
});
