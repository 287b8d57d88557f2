import { Field, Int, ObjectType } from '@nestjs/graphql';
import { GraphQLDate } from 'graphql-scalars';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Localised } from '#kernel';
import { publicRead, Reads } from '#web';
import type { CharterVersionRow } from './charter-version.projection.js';
import type { CharterRules } from '../events.js';

/** One version of a charter: the row of `charter_version`. */
@Entity({ schema: 'public', name: 'charter_version' })
@ObjectType('Charter', { description: 'The rules under which a committee works, in one version.' })
@Reads(publicRead)
export class CharterVersion implements CharterVersionRow {
  @PrimaryColumn({ type: 'text' }) key!: string;
  @Column({ type: 'text' }) ref!: string;
  @Field(() => Int, { description: 'From 1.' }) @Column({ type: 'int' }) version!: number;
  @Field(() => String, { description: 'Of the canonical JSON of its rules and text, hex.' })
  @Column({ type: 'text' })
  sha256!: string;
  @Field(() => GraphQLDate) @Column({ type: 'text' }) adoptedOn!: string;
  @Column({ type: 'jsonb' }) text!: Localised;
  @Column({ type: 'jsonb' }) rules!: CharterRules;
  @Column({ type: 'jsonb', nullable: true }) changes!: Localised | null;
}
