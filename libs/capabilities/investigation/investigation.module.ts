import { Module } from '@nestjs/common';
import { handlersFor } from '#decisions';
import { mutationsFor } from '#web';
import { investigationCommands } from './investigation.commands.js';
import { investigation } from './investigation.decider.js';

export const InvestigationMutations = mutationsFor(...investigationCommands);

@Module({
  providers: [InvestigationMutations, ...handlersFor(investigation, ...investigationCommands)],
})
export class InvestigationModule {}
