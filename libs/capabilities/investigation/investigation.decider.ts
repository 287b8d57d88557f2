import { decideBy, type Decider } from '#kernel';
import { courseRules, type CourseCommand } from './course.rules.js';
import {
  evolve,
  foldedEvents,
  initialState,
  type FoldedEvent,
  type Investigation,
} from './investigation.state.js';
import { matterRules, type MatterCommand } from './matters.rules.js';
import { publicityRules, type PublicityCommand } from './publicity.rules.js';
import { recordRules, type RecordCommand } from './records.rules.js';

export type InvestigationCommand = CourseCommand | RecordCommand | PublicityCommand | MatterCommand;

const rules = { ...courseRules, ...recordRules, ...publicityRules, ...matterRules };

export const investigation: Decider<Investigation, InvestigationCommand, FoldedEvent> = {
  name: 'investigation',
  events: foldedEvents,
  initialState,
  caseOf: ({ data }) => data.case,
  decide: decideBy<InvestigationCommand, Investigation, FoldedEvent>(rules),
  evolve,
};
