import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { handlersFor } from '#decisions';
import { CaseFile } from './case-file.view.js';
import { ReadCaseHandler, ReadRecordHandler } from './case-file.queries.js';
import {
  EnterPublicDocument,
  EnterStage,
  investigation,
  OpenInvestigation,
  RecordAction,
  SetPublicationPolicy,
} from './investigation.decider.js';
import { InvestigationResolver } from './investigation.resolver.js';

@Module({
  imports: [TypeOrmModule.forFeature([CaseFile])],
  providers: [
    InvestigationResolver,
    ReadCaseHandler,
    ReadRecordHandler,
    ...handlersFor(
      investigation,
      OpenInvestigation,
      SetPublicationPolicy,
      RecordAction,
      EnterPublicDocument,
      EnterStage,
    ),
  ],
})
export class InvestigationModule {}
