import { Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Args, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import { GraphQLDate } from 'graphql-scalars';
import { formatInstant, type Language, type Principal } from '#kernel';
import type { Until } from '#projections';
import { Actor, LanguageEnum, Reads } from '#web';
import { ReadCommittee } from './panel/case-committee.queries.js';
import { CaseCommittee } from './panel/case-committee.type.js';
import { ReadCase, ReadRecord } from './panel/case-file.queries.js';
import { CaseFile } from './panel/case-file.view.js';
import { RecordedEvents } from './panel/recorded-event.type.js';

/** What the panel reads of its cases. */
@Resolver(() => CaseFile)
export class CasesResolver {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Reads('cases.ReadCase')
  @Query(() => CaseFile, {
    nullable: true,
    description: 'A case; null when there is none that this account may read.',
  })
  case(
    @Actor() actor: Principal,
    @Args('ref') ref: string,
    @Args('atLeast', {
      type: () => String,
      nullable: true,
      description: 'Position of a write that must be in the answer.',
    })
    atLeast: string | null,
    @Args('index', {
      type: () => Int,
      nullable: true,
      description: 'The case as it was with the event of this leaf index; not with `on`.',
    })
    index: number | null,
    @Args('on', {
      type: () => GraphQLDate,
      nullable: true,
      description: 'The case as it was recorded by the end of this day.',
    })
    on: Date | null,
  ): Promise<CaseFile | null> {
    const until = untilOf(index ?? null, on ?? null);
    return this.queries.execute(new ReadCase({ ref, atLeast: atLeast ?? null, until }, actor));
  }

  @ResolveField(() => String, { description: 'Title of the case.' })
  title(
    @Parent() file: CaseFile,
    @Args('language', { type: () => LanguageEnum, defaultValue: 'en' }) language: Language,
  ): string {
    return file.title[language];
  }

  @ResolveField(() => RecordedEvents, {
    description: 'What was recorded, opened for this account. Every opening is in the read audit.',
  })
  record(
    @Actor() actor: Principal,
    @Parent() { stream, lastIndex, until }: CaseFile,
    @Args('first', { type: () => Int, defaultValue: 20 }) first: number,
    @Args('from', {
      type: () => Int,
      defaultValue: 0,
      description: 'Number of the first event of the case to read, from 0.',
    })
    from: number,
  ): Promise<RecordedEvents> {
    const last = until === null ? Number.MAX_SAFE_INTEGER : lastIndex;
    return this.queries.execute(new ReadRecord({ stream, first, from, last }, actor));
  }

  @ResolveField(() => CaseCommittee, { description: 'Who works on it, and under which rules.' })
  committee(
    @Actor() actor: Principal,
    @Parent() { stream, until }: CaseFile,
  ): Promise<CaseCommittee> {
    return this.queries.execute(new ReadCommittee({ stream, until }, actor));
  }
}

/** @param day midnight in UTC, as the scalar reads a day */
function untilOf(index: number | null, day: Date | null): Until | null {
  if (index !== null && day !== null) {
    throw new GraphQLError('Ask for an index or for a day, not for both.', {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  }
  if (index !== null) return { index };
  return day === null ? null : { day: formatInstant(day.getTime()).slice(0, 10) };
}
