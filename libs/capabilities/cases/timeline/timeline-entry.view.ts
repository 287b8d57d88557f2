import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { GraphQLDate } from 'graphql-scalars';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Localised, MarkReason, Precision } from '#kernel';
import { publicRead, Reads } from '#web';
import type { EntryStatus, TimelineEntryRow } from './timeline-entry.projection.js';

export const EntryStatusEnum = {
  shown: 'shown',
  withheld: 'withheld',
  hidden: 'hidden',
  erased: 'erased',
  retracted: 'retracted',
} satisfies Record<EntryStatus, EntryStatus>;
registerEnumType(EntryStatusEnum, {
  name: 'EntryStatus',
  description: 'Whether an entry shows, and why not.',
});

/** An entry of a public timeline: the row of `timeline_entry`. */
@Entity({ schema: 'public', name: 'timeline_entry' })
@ObjectType('TimelineEntry', { description: 'One entry of a public timeline.' })
@Reads(publicRead)
export class TimelineEntry implements TimelineEntryRow {
  @PrimaryColumn({ type: 'text' }) key!: string;
  @Column({ type: 'text' }) ref!: string;
  @Field(() => Int, { description: 'Number of the entry in its case, from 1, never reused.' })
  @Column({ type: 'int' })
  n!: number;
  @Field(() => Int, { description: 'Leaf index in the log.' })
  @Column({ type: 'int' })
  index!: number;
  @Field(() => String) @Column({ type: 'text' }) kind!: string;
  @Field(() => GraphQLDate, { description: 'Day of what happened, as coarse as it is known.' })
  @Column({ type: 'text' })
  date!: string;
  @Column({ type: 'text' }) precision!: Precision;
  @Column({ type: 'jsonb' }) title!: Localised;
  @Column({ type: 'jsonb', nullable: true }) text!: Localised | null;
  @Column({ type: 'jsonb', nullable: true }) role!: Localised | null;
  @Column({ type: 'jsonb' }) marks!: MarkReason[];
  @Field(() => EntryStatusEnum) @Column({ type: 'text' }) status!: EntryStatus;
  @Field(() => Int, { nullable: true, description: 'Number of the entry that it corrects.' })
  @Column({ type: 'int', nullable: true })
  corrects!: number | null;
  @Column({ type: 'text' }) sealedAt!: string;
  @Column({ type: 'text' }) type!: string;
  @Column({ type: 'text' }) leafHash!: string;
}
