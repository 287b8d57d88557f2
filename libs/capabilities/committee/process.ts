// The pure entry: imports the kernel and events only, so that the auditor can fold what stands here offline.
export * from './charter/charter-version.projection.js';
export * from './committee.commands.js';
export * from './committee.decider.js';
export * from './committee.refusals.js';
export * from './events.js';
export * from './public-committee.projection.js';
export * from './membership/public-roster.projection.js';
export * from './charter/charter-version.projection.js';
export * from './public-committee.projection.js';
export * from './membership/public-roster.projection.js';
