export * from './event-store.js';
export * from './postgres.store.js';
