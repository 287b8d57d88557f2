// The public entry: rows that anyone may read, for the feed. Nothing of the panel is reached from here.
export * from './charter/charter-version.view.js';
export * from './public-committee.view.js';
export * from './membership/public-roster.view.js';
