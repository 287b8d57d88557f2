import { decideBy, type Decider } from '#kernel';
import { charterRules, type CharterCommand } from './charter.rules.js';
import {
  evolve,
  foldedEvents,
  initialState,
  type Committee,
  type FoldedEvent,
} from './committee.state.js';
import { conflictRules, type ConflictCommand } from './conflict.rules.js';
import { meetingRules, type MeetingCommand } from './meeting.rules.js';
import { membershipRules, type MembershipCommand } from './membership.rules.js';

export type CommitteeCommand =
  CharterCommand | MembershipCommand | ConflictCommand | MeetingCommand;

const rules = { ...charterRules, ...membershipRules, ...conflictRules, ...meetingRules };

export const committee: Decider<Committee, CommitteeCommand, FoldedEvent> = {
  name: 'committee',
  events: foldedEvents,
  initialState,
  caseOf: ({ data }) => data.case,
  decide: decideBy<CommitteeCommand, Committee, FoldedEvent>(rules),
  evolve,
};
