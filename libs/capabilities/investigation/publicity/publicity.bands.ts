/** How many sealed actions a public case has, in bands that point at nobody. */
export const sealedBands = ['under-10', '10-19', '20-49', '50-or-more'] as const;
export type SealedBand = (typeof sealedBands)[number];

/** The fewest actions of each band. */
export const leastOf = {
  'under-10': 0,
  '10-19': 10,
  '20-49': 20,
  '50-or-more': 50,
} as const satisfies Record<SealedBand, number>;

export const bandOf = (actions: number): SealedBand =>
  sealedBands.findLast((band) => actions >= leastOf[band]) ?? 'under-10';
