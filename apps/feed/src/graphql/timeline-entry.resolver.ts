import { Inject } from '@nestjs/common';
import { Args, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { TimelineEntry } from '#cases/public';
import type { Language } from '#kernel';
import { LanguageEnum } from '#web';
import type { ShownEntry } from '../public-record.js';
import { SiteOf } from '../site.js';
import { Deadline, Mark } from './public-types.js';

const language = { type: () => LanguageEnum, defaultValue: 'en' } as const;

/** Words, marks and addresses of an entry. */
@Resolver(() => TimelineEntry)
export class TimelineEntryResolver {
  constructor(@Inject(SiteOf) private readonly site: SiteOf) {}

  @ResolveField(() => String)
  title(@Parent() { title }: TimelineEntry, @Args('language', language) l: Language): string {
    return title[l];
  }

  @ResolveField(() => String, { nullable: true })
  text(@Parent() { text }: TimelineEntry, @Args('language', language) l: Language): string | null {
    return text?.[l] ?? null;
  }

  @ResolveField(() => [Mark])
  marks(@Parent() { marks }: TimelineEntry): Mark[] {
    return marks.map((reason) => ({ reason }));
  }

  @ResolveField(() => GraphQLDateTime, {
    nullable: true,
    description: 'Time of the first checkpoint that covers it; null until there is one.',
  })
  publishedAt(@Parent() { publication }: ShownEntry): Date | null {
    return publication && new Date(publication.publishedAt);
  }

  @ResolveField(() => String)
  url(@Parent() { ref, n }: TimelineEntry): string {
    return `${this.site.publicUrl}/en/cases/${ref}/entries/${String(n)}`;
  }

  @ResolveField(() => String, { description: 'Address of its proof.' })
  proofUrl(@Parent() { index }: TimelineEntry): string {
    return `${this.site.publicUrl}/timeline/entries/${String(index)}.tlog-proof`;
  }
}

@Resolver(() => Deadline)
export class DeadlineResolver {
  @ResolveField(() => String)
  arithmetic(@Args('language', language) _language: Language): string {
    return '';
  }
}
