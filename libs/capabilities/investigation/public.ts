// The public entry: rows that anyone may read, for the feed. Nothing of the panel is reached from here.
export * from './course/terms-version.view.js';
