// What can happen in an investigation. Imports the kernel only: other capabilities fold these too.
import * as course from './course.events.js';
import * as matters from './matters.events.js';
import * as publicity from './publicity.events.js';
import * as records from './records.events.js';

export * from './course.events.js';
export * from './matters.events.js';
export * from './publicity.events.js';
export * from './records.events.js';
export * from './stages.js';

export const investigationEvents = [
  course.InvestigationOpened,
  records.PublicationPolicySet,
  records.ActionRecorded,
  records.PublicDocumentEntered,
  course.StageEntered,
  publicity.PublicityProposed,
  publicity.CasePublicitySet,
  publicity.CasePublicityConfirmed,
  course.SeveritySet,
  course.TermsOfReferenceAdopted,
  course.TermsOfReferenceAmended,
  course.InvestigationPaused,
  course.InvestigationResumed,
  course.InvestigationClosed,
  course.InvestigationReopened,
  matters.AllegationRegistered,
  matters.InvestigationPlanAdopted,
  matters.MatterReferred,
  matters.InterimMeasureOrdered,
  matters.InterimMeasureReviewed,
  matters.InterimMeasureLifted,
  matters.InvestigationsLinked,
  matters.LegalHoldPlaced,
  matters.LegalHoldReleased,
] as const;
export type InvestigationEvent = (typeof investigationEvents)[number];
