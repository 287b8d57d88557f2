export { GrowingTree, type Files } from './growing-tree.js';
export { LastSigned, type Head } from './last-signed.js';
export { LogFolder, logFolderOf } from './log-folder.js';
export * from './publications.js';
export { publishedPolicy, type PublishedPolicy } from './published-policy.js';
export { Sealer, type SealerParts, type SealerState } from './sealer.js';
export { openSealing } from './sealing.js';
