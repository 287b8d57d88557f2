import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PublicMemberRow, Term } from './public-roster.projection.js';

/** A member as anyone may read it: the row of `public_roster`. GraphQL shows one `Member` a term. */
@Entity({ schema: 'public', name: 'public_roster' })
export class PublicMember implements PublicMemberRow {
  @PrimaryColumn({ type: 'text' }) key!: string;
  @Column({ type: 'text' }) ref!: string;
  @Column({ type: 'text' }) memberId!: string;
  @Column({ type: 'text', nullable: true }) name!: string | null;
  @Column({ type: 'jsonb' }) terms!: Term[];
}
