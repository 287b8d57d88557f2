// The pure entry: imports the kernel and events only, so that the auditor can fold what stands here offline.
export * from './case-events.js';
export * from './panel/case-file.projection.js';
export * from './statistics/case-statistics.projection.js';
export * from './timeline/case-state.js';
export * from './timeline/disclosure.projection.js';
export * from './timeline/disclosure-line.js';
export * from './timeline/public-case.projection.js';
export * from './timeline/published-files.js';
export * from './timeline/sealed-band.projection.js';
export * from './timeline/timeline-entry.projection.js';
export * from './timeline/withdrawn-case.projection.js';
