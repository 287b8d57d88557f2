import { verify as verifySignature } from 'node:crypto';
import { NotGenuine, readLeaf, type Leaf } from '#sealing/verify';
import type { Check } from './check.js';
import type { Ground } from './ground.js';

/** 5: form, signature, origin and time of every leaf. */
export class LeafCheck {
  constructor(
    private readonly check: Check,
    private readonly ground: Ground,
  ) {}

  /** What the leaf says; null when it is not one of this log. */
  leaf(index: number, entry: string): Leaf | null {
    const fail = (message: string) => {
      this.check.fail({ index, message });
      return null;
    };
    try {
      const leaf = readLeaf(entry);
      const { origin, sealWindow } = this.ground.opening;
      if (leaf.iss !== origin) return fail('the leaf is of another log');
      if (leaf.iat % sealWindow !== 0)
        return fail('the time of the leaf is not the start of a sealing window');
      const key = this.ground.key(leaf.kid);
      if (!key) return fail('the leaf is signed with a key that the log does not name');
      const end = entry.lastIndexOf('.');
      const signature = Buffer.from(entry.slice(end + 1), 'base64url');
      if (!verifySignature(null, Buffer.from(entry.slice(0, end)), key, signature))
        return fail('the signature of the leaf is not valid');
      return leaf;
    } catch (error) {
      if (error instanceof NotGenuine) return fail(error.message);
      throw error;
    }
  }
}
