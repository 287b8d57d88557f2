import { Field, ObjectType } from '@nestjs/graphql';
import { GraphQLDate } from 'graphql-scalars';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Localised, Precision } from '#kernel';
import {
  stage,
  step,
  type Basis,
  type Milestone,
  type Outcome,
  type PauseReason,
  type PublicityReason,
  type Severity,
  type Stage,
  type Step,
} from '#investigation/events';
import { graphqlEnum, publicRead, Reads } from '#web';
import type { PublicCaseRow } from './public-case.projection.js';

// Made when the module loads: a server collects its enums before it asks a field for its type.
const StageEnum = graphqlEnum(stage);
const StepEnum = graphqlEnum(step);

@ObjectType({ description: 'A stage that an investigation reached.' })
@Reads(publicRead)
export class StageReached {
  @Field(() => StageEnum) stage!: Stage;
  @Field(() => GraphQLDate) on!: string;
}

/** A case as anyone may read it: the row of `public_case`. */
@Entity({ schema: 'public', name: 'public_case' })
@ObjectType('Investigation', { description: 'A public investigation.' })
@Reads(publicRead)
export class PublicCase implements PublicCaseRow {
  @PrimaryColumn({ type: 'text' }) key!: string;
  @Field(() => String, { description: 'Reference of the case; part of its addresses.' })
  @Column({ type: 'text' })
  ref!: string;
  @Column({ type: 'jsonb' }) title!: Localised;
  @Column({ type: 'text' }) basis!: Basis;
  @Field(() => StageEnum) @Column({ type: 'text' }) stage!: Stage;
  @Field(() => StepEnum) @Column({ type: 'text' }) step!: Step;
  @Field(() => [StageReached]) @Column({ type: 'jsonb' }) stages!: StageReached[];
  @Column({ type: 'text', nullable: true }) severity!: Severity | null;
  @Column({ type: 'jsonb', nullable: true }) paused!: { reason: PauseReason; on: string } | null;
  @Column({ type: 'jsonb', nullable: true }) closing!: {
    outcome: Outcome;
    missing: Milestone[];
    on: string;
  } | null;
  @Column({ type: 'text' }) openedOn!: string;
  @Column({ type: 'text' }) openedPrecision!: Precision;
  @Column({ type: 'int' }) entries!: number;
  @Column({ type: 'text' }) lastEntryOn!: string;
  @Column({ type: 'text' }) lastEntryPrecision!: Precision;
  @Column({ type: 'int' }) lastIndex!: number;
  @Column({ type: 'text', nullable: true }) withdrawnOn!: string | null;
  @Column({ type: 'text', nullable: true }) withdrawnFor!: PublicityReason | null;
  @Column({ type: 'int', nullable: true }) withdrawnAt!: number | null;
  // Withheld: no reader of the view has this column, so it is never selected.
  @Column({ type: 'jsonb', nullable: true, select: false }) keptTitle!: Localised | null;
}
