export * from './key-folder.js';
export * from './naming.js';
export * from './vault.js';
