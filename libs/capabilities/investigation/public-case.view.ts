import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import { GraphQLDate } from 'graphql-scalars';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Localised, Precision } from '#kernel';
import { publicRead, Reads } from '#web';
import type { bases } from './investigation.events.js';
import type { PublicCaseRow } from './public-case.projection.js';
import { stages, steps, type Stage, type Step } from './stages.js';

const named = (values: readonly string[]) =>
  Object.fromEntries(values.map((value) => [value, value]));
export const StageEnum = named(stages);
export const StepEnum = named(steps);
registerEnumType(StageEnum, { name: 'Stage', description: 'The stages of an investigation.' });
registerEnumType(StepEnum, { name: 'Step', description: 'The four steps that pages show.' });

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
  @Column({ type: 'text' }) basis!: (typeof bases)[number];
  @Field(() => StageEnum) @Column({ type: 'text' }) stage!: Stage;
  @Field(() => StepEnum) @Column({ type: 'text' }) step!: Step;
  @Field(() => [StageReached]) @Column({ type: 'jsonb' }) stages!: StageReached[];
  @Column({ type: 'text' }) openedOn!: string;
  @Column({ type: 'text' }) openedPrecision!: Precision;
  @Column({ type: 'int' }) entries!: number;
  @Column({ type: 'text' }) lastEntryOn!: string;
  @Column({ type: 'text' }) lastEntryPrecision!: Precision;
  @Column({ type: 'int' }) lastIndex!: number;
}
