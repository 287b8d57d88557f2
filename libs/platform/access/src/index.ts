export * from './access.js';
export * from './accounts.js';
export * from './read-audit.js';
