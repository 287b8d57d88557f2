import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ReadCommitteeHandler } from './panel/case-committee.queries.js';
import { ReadCaseHandler, ReadRecordHandler } from './panel/case-file.queries.js';
import { CaseFile } from './panel/case-file.view.js';
import { CasesResolver } from './cases.resolver.js';

@Module({
  imports: [TypeOrmModule.forFeature([CaseFile])],
  providers: [CasesResolver, ReadCaseHandler, ReadCommitteeHandler, ReadRecordHandler],
})
export class CasesModule {}
