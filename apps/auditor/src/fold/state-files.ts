import { hash } from 'node:crypto';
import { canonicalJson, type Json } from '#kernel';
import type { PublicFold } from './public-fold.js';

export interface Head {
  readonly origin: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
}

/** The bytes of a case's file; null when nobody may know of the case. */
export function caseFile(fold: PublicFold, ref: string): string | null {
  const state = fold.state(ref);
  return state && canonicalJson(state as unknown as Json);
}

/** The bytes of `state.json`: every public case with the hash of its file. */
export function stateFile(fold: PublicFold, { origin, size, root }: Head): string {
  const cases = fold.refs().map((ref) => ({
    ref,
    sha256: hash('sha256', caseFile(fold, ref) ?? '', 'hex'),
  }));
  return canonicalJson({ format: 1, origin, size, root, cases });
}
