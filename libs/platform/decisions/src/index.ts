export * from './decisions.js';
export * from './handlers.js';
export { fillWindow, hashOfWitnesses, recordPolicies, type ActParts } from './log-acts.js';
export * from './open-log.js';
export * from './readings.js';
export * from './people.js';
export * from './skip-event.js';
