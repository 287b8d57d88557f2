import { Field, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { publicRead, Reads } from '#web';
import type { CaseStatisticsRow } from './case-statistics.projection.js';

const shown = 'Rounded down to a multiple of five; null: fewer than five.';

/** Cases of one quarter: the row of `case_statistics`. */
@Entity({ schema: 'public', name: 'case_statistics' })
@ObjectType('QuarterOfCases', {
  description: 'How many cases of one quarter, those without a page among them.',
})
@Reads(publicRead)
export class QuarterOfCases implements CaseStatisticsRow {
  @Field(() => String, { name: 'quarter', description: 'As 2026-Q1.' })
  @PrimaryColumn({ type: 'text' })
  key!: string;
  // Withheld: no reader of the view has these columns, so they are never selected.
  @Column({ type: 'int', select: false }) opened!: number;
  @Column({ type: 'int', select: false }) closed!: number;
  @Column({ type: 'int', select: false }) closedEarly!: number;
  @Column({ type: 'int', select: false }) reopened!: number;
  @Field(() => Int, { name: 'opened', nullable: true, description: shown })
  @Column({ type: 'int', nullable: true })
  openedShown!: number | null;
  @Field(() => Int, { name: 'closed', nullable: true, description: shown })
  @Column({ type: 'int', nullable: true })
  closedShown!: number | null;
  @Field(() => Int, {
    name: 'closedEarly',
    nullable: true,
    description: `Closed without a completed investigation. ${shown}`,
  })
  @Column({ type: 'int', nullable: true })
  closedEarlyShown!: number | null;
  @Field(() => Int, { name: 'reopened', nullable: true, description: shown })
  @Column({ type: 'int', nullable: true })
  reopenedShown!: number | null;
}
