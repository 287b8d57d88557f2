import { decideBy, type Decider } from '#kernel';
import { closingRules, type ClosingCommand } from './course/closing.rules.js';
import { courseRules, type CourseCommand } from './course/course.rules.js';
import {
  evolve,
  foldedEvents,
  initialState,
  type FoldedEvent,
  type Investigation,
} from './investigation.state.js';
import { matterRules, type MatterCommand } from './matters/matters.rules.js';
import { publicityRules, type PublicityCommand } from './publicity/publicity.rules.js';
import { recordRules, type RecordCommand } from './records/records.rules.js';

export type InvestigationCommand =
  CourseCommand | ClosingCommand | RecordCommand | PublicityCommand | MatterCommand;

const rules = {
  ...courseRules,
  ...closingRules,
  ...recordRules,
  ...publicityRules,
  ...matterRules,
};

export const investigation: Decider<Investigation, InvestigationCommand, FoldedEvent> = {
  name: 'investigation',
  events: foldedEvents,
  initialState,
  caseOf: ({ data }) => data.case,
  decide: decideBy<InvestigationCommand, Investigation, FoldedEvent>(rules),
  evolve,
};
