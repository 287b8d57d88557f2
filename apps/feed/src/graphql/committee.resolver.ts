import { Inject } from '@nestjs/common';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { PublicCase, QuarterOfCases } from '#cases/public';
import { membersOf } from '#committee/process';
import { CharterVersion } from '#committee/public';
import { TermsVersion } from '#investigation/public';
import { dayIn, systemClock, type Language } from '#kernel';
import { LanguageEnum, publicRead, Reads } from '#web';
import { PublicRecord } from '../public-record.js';
import { SiteOf } from '../site.js';
import { Committee } from './public-types.js';

const language = { type: () => LanguageEnum, defaultValue: 'en' } as const;

/** Who looks into a public case, and under which documents. */
@Resolver(() => PublicCase)
export class CommitteeResolver {
  constructor(
    @Inject(PublicRecord) private readonly record: PublicRecord,
    @Inject(SiteOf) private readonly site: SiteOf,
  ) {}

  @ResolveField(() => Committee, {
    nullable: true,
    description: 'Null until anything of a committee is public.',
  })
  async committee(@Parent() { ref }: PublicCase): Promise<Committee | null> {
    const [row, roster, charters] = await Promise.all([
      this.record.committee(ref),
      this.record.members(ref),
      this.record.charters(ref),
    ]);
    if (!row && roster.length === 0) return null;
    return {
      charter: charters[0] ?? null,
      charters,
      members: membersOf(roster),
      constitutedOn: row?.constitutedOn ?? null,
      recusals: row?.recusals ?? 0,
      meetings: row?.meetings ?? 0,
      objections: row?.objections ?? 0,
    };
  }

  @ResolveField(() => [TermsVersion], {
    description: 'Terms of reference in every version, newest first.',
  })
  terms(@Parent() { ref }: PublicCase): Promise<TermsVersion[]> {
    return this.record.terms(ref);
  }

  @Reads(publicRead)
  @Query(() => [QuarterOfCases], {
    description: 'Cases by quarter, those without a page among them; newest first.',
  })
  async statistics(): Promise<readonly object[]> {
    const { zone } = await this.site.now();
    return this.record.statistics(dayIn(zone, systemClock.now()));
  }
}

/** The words of a charter. */
@Resolver(() => CharterVersion)
export class CharterResolver {
  @ResolveField(() => String, { nullable: true })
  text(@Parent() { text }: CharterVersion, @Args('language', language) l: Language): string | null {
    return text[l];
  }

  @ResolveField(() => String, { nullable: true, description: 'What this version changed.' })
  changes(
    @Parent() { changes }: CharterVersion,
    @Args('language', language) l: Language,
  ): string | null {
    return changes?.[l] ?? null;
  }
}

/** The words of terms of reference. */
@Resolver(() => TermsVersion)
export class TermsResolver {
  @ResolveField(() => String, { nullable: true })
  text(@Parent() { text }: TermsVersion, @Args('language', language) l: Language): string | null {
    return text[l];
  }

  @ResolveField(() => String, { nullable: true, description: 'What this version changed.' })
  changes(
    @Parent() { changes }: TermsVersion,
    @Args('language', language) l: Language,
  ): string | null {
    return changes?.[l] ?? null;
  }
}
