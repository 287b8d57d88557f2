import type { Capability } from '#engine';
import { projected } from '#projections';
import { caseFile } from './panel/case-file.projection.js';
import { CaseFile } from './panel/case-file.view.js';
import { caseStatistics } from './statistics/case-statistics.projection.js';
import { QuarterOfCases } from './statistics/case-statistics.view.js';
import { disclosure } from './timeline/disclosure.projection.js';
import { Disclosure } from './timeline/disclosure.view.js';
import { publicCase } from './timeline/public-case.projection.js';
import { PublicCase } from './timeline/public-case.view.js';
import { sealedBand } from './timeline/sealed-band.projection.js';
import { SealedBandOfCase } from './timeline/sealed-band.view.js';
import { timelineEntry } from './timeline/timeline-entry.projection.js';
import { TimelineEntry } from './timeline/timeline-entry.view.js';
import { withdrawnCase } from './timeline/withdrawn-case.projection.js';
import { WithdrawnCase } from './timeline/withdrawn-case.view.js';

export { CaseFile } from './panel/case-file.view.js';
export { CasesModule } from './cases.module.js';

/** Cases as they are read: the panel's file, and what the public sees, folded from the events of every capability. */
export const casesCapability: Capability = {
  events: [],
  views: [
    projected(publicCase, PublicCase),
    projected(timelineEntry, TimelineEntry),
    projected(withdrawnCase, WithdrawnCase),
    projected(disclosure, Disclosure),
    projected(sealedBand, SealedBandOfCase),
    projected(caseStatistics, QuarterOfCases),
    projected(caseFile, CaseFile),
  ],
  grants: {
    'cases.ReadCase': ['chair', 'secretary', 'member', 'delegate'],
    'cases.ReadRecord': ['chair', 'secretary', 'member', 'delegate'],
  },
  refusals: {},
};
