import { decideBy, type Decider } from '#kernel';
import { appointmentRules, type AppointmentCommand } from './membership/appointment.rules.js';
import { charterRules, type CharterCommand } from './charter/charter.rules.js';
import {
  evolve,
  foldedEvents,
  initialState,
  type Committee,
  type FoldedEvent,
} from './committee.state.js';
import { conflictRules, type ConflictCommand } from './conflicts/conflict.rules.js';
import { meetingRules, type MeetingCommand } from './meetings/meeting.rules.js';
import { membershipRules, type MembershipCommand } from './membership/membership.rules.js';

export type CommitteeCommand =
  CharterCommand | AppointmentCommand | MembershipCommand | ConflictCommand | MeetingCommand;

const rules = {
  ...charterRules,
  ...appointmentRules,
  ...membershipRules,
  ...conflictRules,
  ...meetingRules,
};

export const committee: Decider<Committee, CommitteeCommand, FoldedEvent> = {
  name: 'committee',
  events: foldedEvents,
  initialState,
  caseOf: ({ data }) => data.case,
  decide: decideBy<CommitteeCommand, Committee, FoldedEvent>(rules),
  evolve,
};
