import type { Capability } from '#engine';
import { committeeRefusals } from './committee.refusals.js';
import { committeeViews } from './committee.views.js';
import { committeeEvents } from './events.js';

export { CommitteeModule } from './committee.module.js';

/** What the committee brings to the engine. Roles stand in the order in which they are acted in. */
export const committeeCapability: Capability = {
  events: committeeEvents,
  views: committeeViews,
  grants: {
    'committee.AdoptCharter': ['chair', 'secretary'],
    'committee.NominateMember': ['chair', 'secretary', 'delegate'],
    'committee.AppointMember': ['importer', 'chair', 'secretary'],
    'committee.CorrectMemberName': ['importer', 'chair', 'secretary'],
    'committee.ConstituteCommittee': ['chair'],
    'committee.EndTerm': ['importer', 'chair', 'secretary'],
    'committee.Remove': ['chair'],
    'committee.SeatAlternate': ['chair', 'secretary'],
    'committee.DeclareInterest': ['member', 'chair', 'secretary', 'delegate'],
    'committee.AssessInterest': ['chair', 'member'],
    'committee.Recuse': ['member', 'chair', 'secretary', 'delegate'],
    'committee.FileObjection': ['member', 'delegate', 'chair'],
    'committee.ConveneMeeting': ['chair', 'secretary'],
    'committee.HoldMeeting': ['chair', 'secretary'],
    'committee.PutMotion': ['chair', 'secretary'],
    'committee.CastVote': ['member', 'chair', 'secretary', 'delegate'],
    'committee.CloseVote': ['chair', 'secretary'],
  },
  refusals: committeeRefusals,
};
