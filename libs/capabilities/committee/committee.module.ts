import { Module } from '@nestjs/common';
import { handlersFor } from '#decisions';
import { mutationsFor } from '#web';
import { committeeCommands } from './committee.commands.js';
import { committee } from './committee.decider.js';

export const CommitteeMutations = mutationsFor(...committeeCommands);

@Module({
  providers: [CommitteeMutations, ...handlersFor(committee, ...committeeCommands)],
})
export class CommitteeModule {}
