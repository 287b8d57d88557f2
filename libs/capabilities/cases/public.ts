// The public entry: rows that anyone may read, for the feed. Nothing of the panel is reached from here.
export * from './case-statistics.view.js';
export * from './public-case.view.js';
export * from './sealed-band.view.js';
export * from './timeline-entry.view.js';
