import { charterCommands } from './charter.rules.js';
import { conflictCommands } from './conflict.rules.js';
import { meetingCommands } from './meeting.rules.js';
import { membershipCommands } from './membership.rules.js';

export { AdoptCharter } from './charter.rules.js';
export { AssessInterest, DeclareInterest, FileObjection, Recuse } from './conflict.rules.js';
export { CastVote, CloseVote, ConveneMeeting, HoldMeeting, PutMotion } from './meeting.rules.js';
export {
  AppointMember,
  ConstituteCommittee,
  CorrectMemberName,
  EndTerm,
  NominateMember,
  Remove,
  SeatAlternate,
} from './membership.rules.js';

/** Every command of a committee, as interfaces list them. */
export const committeeCommands = [
  ...charterCommands,
  ...membershipCommands,
  ...conflictCommands,
  ...meetingCommands,
] as const;
