export * from './cipher.js';
export { operationalSalt, personalSalt, slots, type Random } from './disclosure.js';
export * from './seal.js';
export * from './signer.js';
export * from './stored.js';
export * from './verify.js';
export * from './random.js';
