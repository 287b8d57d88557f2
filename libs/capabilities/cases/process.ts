// The pure entry: imports the kernel and events only, so that the auditor can fold what stands here offline.
export * from './case-events.js';
export * from './case-file.projection.js';
export * from './case-statistics.projection.js';
export * from './public-case.projection.js';
export * from './sealed-band.projection.js';
export * from './timeline-entry.projection.js';
