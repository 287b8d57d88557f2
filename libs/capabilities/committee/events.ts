// What can happen in a committee. Imports the kernel only: other capabilities fold these too.
import * as charter from './charter/charter.events.js';
import * as conflict from './conflicts/conflict.events.js';
import * as meeting from './meetings/meeting.events.js';
import * as membership from './membership/membership.events.js';

export * from './charter/charter.events.js';
export * from './conflicts/conflict.events.js';
export * from './meetings/meeting.events.js';
export * from './membership/membership.events.js';
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
