export * from './checkpoints.js';
export * from './columns.js';
export * from './fold.js';
export * from './projections.js';
export * from './read-recorded.js';
export * from './rebuild.js';
export * from './view-table.js';
