// The pure entry: imports the kernel only, so that the auditor can fold what stands here offline.
export * from './case-file.projection.js';
export * from './investigation.decider.js';
export * from './investigation.events.js';
export * from './investigation.refusals.js';
export * from './public-case.projection.js';
export * from './sealed-band.projection.js';
export * from './stages.js';
export * from './timeline-entry.projection.js';
