import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PublicCommitteeRow } from './public-committee.projection.js';

/** What a committee did: the row of `public_committee`. */
@Entity({ schema: 'public', name: 'public_committee' })
export class PublicCommittee implements PublicCommitteeRow {
  @PrimaryColumn({ type: 'text' }) key!: string;
  @Column({ type: 'text', nullable: true }) constitutedOn!: string | null;
  @Column({ type: 'int', nullable: true }) charterVersion!: number | null;
  @Column({ type: 'int' }) recusals!: number;
  @Column({ type: 'int' }) meetings!: number;
  @Column({ type: 'int' }) declarations!: number;
  @Column({ type: 'int' }) interests!: number;
  @Column({ type: 'int' }) objections!: number;
}
