import { Field, Int, ObjectType } from '@nestjs/graphql';
import { GraphQLDate } from 'graphql-scalars';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Localised, TextVersionRow } from '#kernel';
import { publicRead, Reads } from '#web';

/** One version of the terms of reference: the row of `terms_version`. */
@Entity({ schema: 'public', name: 'terms_version' })
@ObjectType('TermsOfReference', { description: 'What is investigated, in one version.' })
@Reads(publicRead)
export class TermsVersion implements TextVersionRow {
  @PrimaryColumn({ type: 'text' }) key!: string;
  @Column({ type: 'text' }) ref!: string;
  @Field(() => Int, { description: 'From 1.' }) @Column({ type: 'int' }) version!: number;
  @Field(() => String, { description: 'Of the canonical JSON of its text, hex.' })
  @Column({ type: 'text' })
  sha256!: string;
  @Field(() => GraphQLDate) @Column({ type: 'text' }) adoptedOn!: string;
  @Column({ type: 'jsonb' }) text!: Localised;
  @Column({ type: 'jsonb', nullable: true }) changes!: Localised | null;
}
