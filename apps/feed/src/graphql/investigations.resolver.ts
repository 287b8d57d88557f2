import { Inject } from '@nestjs/common';
import { Args, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { PublicCase } from '#cases/public';
import type { Language } from '#kernel';
import { LanguageEnum, pageOf, publicRead, Reads } from '#web';
import { bandWords } from '../pages/index.js';
import { PublicRecord } from '../public-record.js';
import { AsOf, Deadline, InvestigationConnection, TimelineConnection } from './public-types.js';
import { fromCursor, toCursor } from './cursors.js';

const language = { type: () => LanguageEnum, defaultValue: 'en' } as const;

/** The public cases. What is not public is answered exactly as what never existed. */
@Resolver(() => PublicCase)
export class InvestigationsResolver {
  constructor(@Inject(PublicRecord) private readonly record: PublicRecord) {}

  @Reads(publicRead)
  @Query(() => InvestigationConnection, { description: 'Public investigations by reference.' })
  async investigations(
    @Args('first', { type: () => Int, defaultValue: 20, nullable: true }) first: number | null,
    @Args('after', { type: () => String, nullable: true }) after: string | null,
    @Args('search', { type: () => String, nullable: true }) search: string | null,
  ): Promise<InvestigationConnection> {
    const from = after ? fromCursor('case', after) : null;
    const { items, total, hasNext, hasPrevious } = await this.record.cases(
      pageOf(first ?? 20),
      from,
      (search ?? '').slice(0, 100),
    );
    return connection(
      'case',
      items,
      ({ ref }) => ref,
      total,
      hasNext,
      hasPrevious,
      await this.asOf(),
    );
  }

  @Reads(publicRead)
  @Query(() => PublicCase, { nullable: true, description: 'One public investigation.' })
  investigation(@Args('ref') ref: string): Promise<PublicCase | null> {
    return this.record.case(ref);
  }

  @ResolveField(() => String)
  title(@Parent() { title }: PublicCase, @Args('language', language) l: Language): string {
    return title[l];
  }

  @ResolveField(() => TimelineConnection)
  async timeline(
    @Parent() { ref }: PublicCase,
    @Args('first', { type: () => Int, defaultValue: 20, nullable: true }) first: number | null,
    @Args('after', { type: () => String, nullable: true }) after: string | null,
    @Args('kind', { type: () => String, nullable: true }) kind: string | null,
  ): Promise<TimelineConnection> {
    const from = after ? Number(fromCursor('entry', after)) : null;
    const page = await this.record.entries(ref, {
      kind: kind ?? null,
      order: 'newest',
      first: pageOf(first ?? 20),
      after: from,
    });
    return connection(
      'entry',
      page.items,
      ({ n }) => n,
      page.total,
      page.hasNext,
      page.hasPrevious,
      await this.asOf(),
    );
  }

  @ResolveField(() => String, {
    description: 'How many sealed actions, as a band, as of the last publication slot.',
  })
  async sealedActions(@Parent() { ref }: PublicCase): Promise<string> {
    const band = await this.record.sealedBand(ref);
    return bandWords[band].en;
  }

  @ResolveField(() => [Deadline])
  deadlines(): Deadline[] {
    return [];
  }

  @ResolveField(() => Deadline, { nullable: true })
  nextDisclosure(): Deadline | null {
    return null;
  }

  @ResolveField(() => AsOf)
  async asOf(): Promise<AsOf> {
    const checkpoint = await this.record.checkpoint();
    return { index: await this.record.index(), checkpoint: checkpoint?.root ?? null };
  }
}

function connection<T>(
  kind: 'case' | 'entry',
  nodes: readonly T[],
  place: (node: T) => string | number,
  totalCount: number,
  hasNextPage: boolean,
  hasPreviousPage: boolean,
  asOf: AsOf,
) {
  const edges = nodes.map((node) => ({ cursor: toCursor(kind, place(node)), node }));
  const [start, end] = [edges[0]?.cursor ?? null, edges.at(-1)?.cursor ?? null];
  return {
    edges,
    nodes: [...nodes],
    totalCount,
    asOf,
    pageInfo: { hasNextPage, hasPreviousPage, startCursor: start, endCursor: end },
  };
}
