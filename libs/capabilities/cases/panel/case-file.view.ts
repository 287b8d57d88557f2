import { Field, Int, ObjectType } from '@nestjs/graphql';
import { GraphQLDate } from 'graphql-scalars';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Localised, Publicity } from '#kernel';
import { stage, type Stage } from '#investigation/events';
import type { Until } from '#projections';
import { graphqlEnum, Reads } from '#web';
import type { CaseFileRow } from './case-file.projection.js';

const StageEnum = graphqlEnum(stage);

/** A case as the panel finds it: the row of `case_file`. */
@Entity({ schema: 'panel', name: 'case_file' })
@ObjectType('Case', { description: 'A case as the panel reads it.' })
@Reads('cases.ReadCase')
export class CaseFile implements CaseFileRow {
  @PrimaryColumn({ type: 'text' }) key!: string;
  @Field(() => String) @Column({ type: 'text' }) ref!: string;
  @Column({ type: 'text' }) stream!: string;
  @Column({ type: 'jsonb' }) title!: Localised;
  @Field(() => String) @Column({ type: 'text' }) publicity!: Publicity;
  @Field(() => GraphQLDate, {
    nullable: true,
    description:
      'Day by which a second person has to confirm that the case is no longer public; null when nothing waits.',
  })
  @Column({ type: 'text', nullable: true })
  loweringConfirmBy!: string | null;
  @Field(() => StageEnum) @Column({ type: 'text' }) stage!: Stage;
  @Field(() => GraphQLDate) @Column({ type: 'text' }) receivedOn!: string;
  @Field(() => Int, { description: 'Recorded events, public and sealed.' })
  @Column({ type: 'int' })
  events!: number;
  @Field(() => Int, { description: 'Leaf index of the newest one.' })
  @Column({ type: 'int' })
  lastIndex!: number;
  /** Where in its history it was read; null: now. */
  readonly until: Until | null = null;
}
