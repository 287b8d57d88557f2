import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PublicityReason } from '#investigation/events';
import type { WithdrawnCaseRow } from './withdrawn-case.projection.js';

/** A case that was taken back: the row of `withdrawn_case`. */
@Entity({ schema: 'public', name: 'withdrawn_case' })
export class WithdrawnCase implements WithdrawnCaseRow {
  @PrimaryColumn({ type: 'text' }) key!: string;
  @Column({ type: 'text' }) on!: string;
  @Column({ type: 'text' }) reason!: PublicityReason;
  @Column({ type: 'int' }) index!: number;
}
