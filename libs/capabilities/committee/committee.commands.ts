import { appointmentCommands } from './membership/appointment.rules.js';
import { charterCommands } from './charter/charter.rules.js';
import { conflictCommands } from './conflicts/conflict.rules.js';
import { meetingCommands } from './meetings/meeting.rules.js';
import { membershipCommands } from './membership/membership.rules.js';

export {
  AppointMember,
  CorrectMemberName,
  NominateMember,
} from './membership/appointment.rules.js';
export { AdoptCharter } from './charter/charter.rules.js';
export {
  AssessInterest,
  DeclareInterest,
  FileObjection,
  Recuse,
} from './conflicts/conflict.rules.js';
export {
  CastVote,
  CloseVote,
  ConveneMeeting,
  HoldMeeting,
  PutMotion,
} from './meetings/meeting.rules.js';
export {
  ConstituteCommittee,
  EndTerm,
  Remove,
  SeatAlternate,
} from './membership/membership.rules.js';

/** Every command of a committee, as interfaces list them. */
export const committeeCommands = [
  ...charterCommands,
  ...appointmentCommands,
  ...membershipCommands,
  ...conflictCommands,
  ...meetingCommands,
] as const;
