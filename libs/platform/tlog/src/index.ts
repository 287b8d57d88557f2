export * from './hash.js';
export { TreeRoot } from './tree-root.js';
export { rootOf, type ReadNodes, type TreeNode } from './tree-node.js';
export * from './prove.js';
export * from './verify.js';
export * from './tile-path.js';
export * from './tiles-between.js';
export * from './bundle.js';
export { tileNodes, type ReadTile } from './tile-nodes.js';
export * from './tile-writer.js';
export * from './note-invalid.js';
export {
  parseVerifierKey,
  verifierKey,
  type SignatureType,
  type VerifierKey,
} from './verifier-key.js';
export {
  parseNote,
  signaturesBy,
  signNote,
  verifyNote,
  type Note,
  type NoteSignature,
  type NoteSigner,
} from './note.js';
export * from './checkpoint.js';
export * from './cosignature.js';
export * from './policy.js';
export * from './parse-policy.js';
export * from './confirmed-by.js';
export * from './proof-file.js';
export * from './add-checkpoint.js';
