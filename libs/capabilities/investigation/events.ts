// What can happen in an investigation. Imports the kernel only: other capabilities fold these too.
import * as closing from './course/closing.events.js';
import * as course from './course/course.events.js';
import * as matters from './matters/matters.events.js';
import * as publicity from './publicity/publicity.events.js';
import * as records from './records/records.events.js';

export * from './course/closing.events.js';
export * from './course/course.events.js';
export * from './matters/matters.events.js';
export * from './publicity/publicity.events.js';
export * from './records/records.events.js';
export * from './course/stages.js';

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
  closing.InvestigationClosed,
  closing.InvestigationReopened,
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
