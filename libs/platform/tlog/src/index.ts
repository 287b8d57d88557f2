export * from './leaf-hash.js';
export * from './verifier-key.js';
export * from './tree-root.js';
