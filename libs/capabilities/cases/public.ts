// The public entry: rows that anyone may read, for the feed. Nothing of the panel is reached from here.
export * from './statistics/case-statistics.view.js';
export * from './timeline/disclosure.view.js';
export * from './timeline/public-case.view.js';
export * from './timeline/sealed-band.view.js';
export * from './timeline/timeline-entry.view.js';
export * from './timeline/withdrawn-case.view.js';
