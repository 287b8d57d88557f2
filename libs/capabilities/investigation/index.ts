import type { Capability } from '#engine';
import { projected } from '#projections';
import { caseFile } from './case-file.projection.js';
import { CaseFile } from './case-file.view.js';
import { investigationEvents } from './investigation.events.js';
import { investigationRefusals } from './investigation.refusals.js';
import { publicCase } from './public-case.projection.js';
import { PublicCase } from './public-case.view.js';
import { sealedBand } from './sealed-band.projection.js';
import { SealedBandOfCase } from './sealed-band.view.js';
import { timelineEntry } from './timeline-entry.projection.js';
import { TimelineEntry } from './timeline-entry.view.js';

export { CaseFile } from './case-file.view.js';
export { InvestigationModule } from './investigation.module.js';

/** What the investigation brings to the engine. Roles stand in the order in which they are acted in. */
export const investigationCapability: Capability = {
  events: investigationEvents,
  views: [
    projected(publicCase, PublicCase),
    projected(timelineEntry, TimelineEntry),
    projected(sealedBand, SealedBandOfCase),
    projected(caseFile, CaseFile),
  ],
  grants: {
    'investigation.OpenInvestigation': ['importer', 'secretary', 'chair'],
    'investigation.SetPublicationPolicy': ['importer', 'chair'],
    'investigation.RecordAction': ['importer', 'secretary', 'chair', 'member'],
    'investigation.EnterPublicDocument': ['importer', 'secretary', 'chair'],
    'investigation.EnterStage': ['importer', 'secretary', 'chair'],
    'investigation.ReadCase': ['chair', 'secretary', 'member', 'delegate'],
    'investigation.ReadRecord': ['chair', 'secretary', 'member', 'delegate'],
    'command.answer': ['importer', 'secretary', 'chair', 'member'],
  },
  refusals: investigationRefusals,
};
