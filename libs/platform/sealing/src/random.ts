import { randomBytes } from 'node:crypto';
import type { Random } from './disclosure.js';

const poolSize = 16 * 1024;

/**
 * Random bytes of the system, drawn in larger pieces: an event takes some twenty salts and nonces, and asking for each
 * costs more than encrypting with it. What was handed out is wiped from the pool.
 */
export function pooledRandom(): Random {
  let pool = Buffer.alloc(0);
  let at = 0;
  return (bytes) => {
    if (bytes > poolSize) return randomBytes(bytes);
    if (at + bytes > pool.length) {
      pool = randomBytes(poolSize);
      at = 0;
    }
    const part = Buffer.from(pool.subarray(at, at + bytes));
    pool.fill(0, at, at + bytes);
    at += bytes;
    return part;
  };
}
