import { sign, type KeyObject } from 'node:crypto';
import type { Visibility } from '#kernel';
import { leafHeader } from './form.js';

/** Signs leaves. Held by the command side only. */
export interface Signer {
  /** `seal-<n>`, the `kid` of the JWK set in leaf 0. */
  readonly kid: string;
  /** Ed25519. */
  readonly privateKey: KeyObject;
  /** Log origin, the `iss` of every leaf. */
  readonly origin: string;
  /** Seconds; `iat` is rounded down to it, so that a leaf tells no more than the times of checkpoints do. */
  readonly window: number;
}

const base64url = (text: string) => Buffer.from(text, 'utf8').toString('base64url');

/** The leaf of an event: a compact JWS with one digest. Of one size for all events of a log. */
export function signLeaf(
  evDigest: string,
  vis: Visibility,
  recordedAt: number,
  signer: Signer,
): string {
  const iat = Math.floor(recordedAt / 1000 / signer.window) * signer.window;
  const payload = JSON.stringify({
    _sd: [evDigest],
    _sd_alg: 'sha-256',
    iat,
    iss: signer.origin,
    vis,
  });
  const signed = `${base64url(leafHeader(signer.kid))}.${base64url(payload)}`;
  return `${signed}.${sign(null, Buffer.from(signed), signer.privateKey).toString('base64url')}`;
}
