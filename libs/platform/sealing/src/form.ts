/** The eleven slots of every event, in every event. */
export const slots = [
  'type',
  'stream',
  'rev',
  'eid',
  'rat',
  'oat',
  'actor',
  'corr',
  'kids',
  'pub',
  'data',
] as const;

/** A decoy is no JSON array, so that it can never open as a value. */
export const isDecoy = (text: string): boolean => !text.startsWith('[');

/** The header of a leaf, to the byte. */
export const leafHeader = (kid: string): string =>
  `{"alg":"EdDSA","kid":"${kid}","typ":"investigation-event+sd-jwt"}`;
