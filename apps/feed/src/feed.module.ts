import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module, type DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  Disclosure,
  PublicCase,
  QuarterOfCases,
  SealedBandOfCase,
  TimelineEntry,
  WithdrawnCase,
} from '#cases/public';
import { CharterVersion, PublicCommittee, PublicMember } from '#committee/public';
import { TermsVersion } from '#investigation/public';
import type { FeedSettings } from '#platform/configuration';
import { graphqlServer, publicRead, type ReportError } from '#web';
import { Announcements } from './announcements.js';
import { Answers } from './answers.js';
import { EventsController } from './events.controller.js';
import { FeedsController } from './feeds.controller.js';
import { CharterResolver, CommitteeResolver, TermsResolver } from './graphql/committee.resolver.js';
import { InvestigationsResolver } from './graphql/investigations.resolver.js';
import { DeadlineResolver, TimelineEntryResolver } from './graphql/timeline-entry.resolver.js';
import { HealthController } from './health.controller.js';
import { LogController } from './log.controller.js';
import { PageCache } from './page-cache.js';
import { PagesController } from './pages.controller.js';
import { PanelController } from './panel.controller.js';
import { PublicRecord } from './public-record.js';
import { PublishedLog } from './published-log.js';
import { PublishedTimeline } from './published-timeline.js';
import { Report } from './report.js';
import { Settings, SiteOf } from './site.js';
import { TimelineController } from './timeline.controller.js';
import { VerifyController } from './verify.controller.js';

@Module({})
class FeedModule {}

/** The public server. It holds no key, and its database role reads the public schema and the log only. */
export function feedModule(settings: FeedSettings, report: ReportError): DynamicModule {
  const { user, ...connection } = settings.database;
  return {
    module: FeedModule,
    imports: [
      TypeOrmModule.forRoot({
        type: 'postgres',
        ...connection,
        username: user,
        entities: [
          ...[PublicCase, TimelineEntry, Disclosure, SealedBandOfCase, QuarterOfCases],
          ...[WithdrawnCase],
          ...[PublicMember, PublicCommittee, CharterVersion, TermsVersion],
        ],
        synchronize: false,
        retryAttempts: 0,
        poolErrorHandler: () => undefined,
        extra: {
          max: 8,
          connectionTimeoutMillis: 5000,
          query_timeout: 8000,
          statement_timeout: 7000,
          keepAlive: true,
        },
      }),
      GraphQLModule.forRoot<ApolloDriverConfig>({
        driver: ApolloDriver,
        // Nobody is signed in here: what is not for everyone cannot even be in the schema.
        ...graphqlServer(report, {
          serves: (operation) => operation === publicRead,
          check: () => undefined,
        }),
      }),
    ],
    controllers: [
      HealthController,
      LogController,
      TimelineController,
      FeedsController,
      EventsController,
      PanelController,
      VerifyController,
      PagesController,
    ],
    providers: [
      { provide: Settings, useValue: settings },
      { provide: Report, useValue: report },
      PublicRecord,
      PublishedLog,
      PublishedTimeline,
      SiteOf,
      PageCache,
      Answers,
      Announcements,
      InvestigationsResolver,
      TimelineEntryResolver,
      CommitteeResolver,
      CharterResolver,
      TermsResolver,
      DeadlineResolver,
    ],
  };
}
