import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { BuiltIn } from './crypto.js';

// Fetched only by a browser whose own code cannot do it: an old one, or any on a plain-http address.

const builtIn: BuiltIn = {
  sha256: (bytes) => Promise.resolve(new Uint8Array(sha256(bytes))),
  isSigned: (key, message, signature) => {
    try {
      return Promise.resolve(ed25519.verify(signature, message, key, { zip215: false }));
    } catch {
      return Promise.resolve(false);
    }
  },
};
Object.assign(globalThis, { daylightCrypto: builtIn });
