export * from './configuration.js';
export * from './process-settings.js';
