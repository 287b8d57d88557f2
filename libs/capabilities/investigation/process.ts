// The pure entry: imports the kernel and events only, so that the auditor can fold what stands here offline.
export * from './events.js';
export * from './investigation.commands.js';
export * from './investigation.decider.js';
export * from './investigation.refusals.js';
export * from './course/terms-version.projection.js';
