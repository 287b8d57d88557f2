// What can happen in a committee. Imports the kernel only: other capabilities fold these too.
import * as charter from './charter.events.js';
import * as conflict from './conflict.events.js';
import * as meeting from './meeting.events.js';
import * as membership from './membership.events.js';

export * from './charter.events.js';
export * from './conflict.events.js';
export * from './meeting.events.js';
export * from './membership.events.js';
export * from './words.js';

export const committeeEvents = [
  charter.CharterAdopted,
  charter.CharterAmended,
  membership.MemberNominated,
  membership.MemberAppointed,
  membership.MemberNameCorrected,
  membership.CommitteeConstituted,
  membership.MemberTermEnded,
  membership.MemberRemoved,
  membership.AlternateSeated,
  conflict.InterestDeclared,
  conflict.ConflictAssessed,
  conflict.MemberRecused,
  conflict.ObjectionFiled,
  meeting.MeetingConvened,
  meeting.MeetingHeld,
  meeting.MotionPut,
  meeting.VoteRecorded,
  meeting.DecisionCarried,
  meeting.DecisionFailed,
] as const;
export type CommitteeEvent = (typeof committeeEvents)[number];
