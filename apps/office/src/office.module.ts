import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule, type ICommand, type IQuery } from '@nestjs/cqrs';
import { GraphQLModule } from '@nestjs/graphql';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Access } from '#access';
import { Decisions, People, Readings } from '#decisions';
import type { Engine } from '#engine';
import { CaseFile, CasesModule } from '#cases';
import { CommitteeModule } from '#committee';
import { InvestigationModule } from '#investigation';
import type { Command, Principal } from '#kernel';
import type { OfficeSettings } from '#platform/configuration';
import { Projections } from '#projections';
import { graphqlServer, RefusalWords, type ReportError, type RequestContext } from '#web';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';

interface AskedQuery extends IQuery {
  readonly operation: string;
  readonly actor: Principal;
}

/** Both buses ask `access` before any handler runs, so that a handler written by hand cannot forget it. */
const gates = (access: Access) => ({
  commandPublisher: {
    publish: (command: ICommand) => {
      const { operation, meta } = command as Command;
      access.require(meta.actor, operation);
    },
  },
  queryPublisher: {
    publish: (query: IQuery) => {
      const { actor, operation } = query as AskedQuery;
      access.require(actor, operation);
    },
  },
});

@Module({})
class OfficeModule {}

/** The office: the only place where capabilities meet. */
export function officeModule(
  engine: Engine,
  settings: OfficeSettings,
  report: ReportError,
): DynamicModule {
  const provided = [
    { provide: Decisions, useValue: engine.decisions },
    { provide: Readings, useValue: engine.readings },
    { provide: Projections, useValue: engine.projections },
    { provide: People, useValue: new People(engine.vault) },
    { provide: RefusalWords, useValue: engine.refusals },
    { provide: 'Engine', useValue: engine },
  ];
  return {
    module: OfficeModule,
    global: true,
    imports: [
      CqrsModule.forRoot(gates(engine.access)),
      TypeOrmModule.forRoot({
        type: 'postgres',
        ...typeormConnection(settings.office),
        entities: [CaseFile],
        synchronize: false,
        retryAttempts: 0,
      }),
      GraphQLModule.forRoot<ApolloDriverConfig>({
        driver: ApolloDriver,
        ...graphqlServer(report, {
          serves: (operation) => engine.access.knows(operation),
          check: (operation, context) => {
            engine.access.require((context as RequestContext).req.principal ?? null, operation);
          },
        }),
      }),
      InvestigationModule,
      CommitteeModule,
      CasesModule,
    ],
    controllers: [HealthController, MetricsController],
    providers: provided,
    exports: provided,
  };
}

const typeormConnection = ({ user, ...rest }: OfficeSettings['office']) => ({
  ...rest,
  username: user,
});
