import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SealedBand, SealedBandRow } from './sealed-band.projection.js';

/** The band of a public case: the row of `sealed_band`. */
@Entity({ schema: 'public', name: 'sealed_band' })
export class SealedBandOfCase implements SealedBandRow {
  @PrimaryColumn({ type: 'text' }) key!: string;
  // Withheld: no reader of the view has this column, so it is never selected.
  @Column({ type: 'int', select: false }) actions!: number;
  @Column({ type: 'text' }) band!: SealedBand;
}
