import { toBase64 } from './bytes.js';
import type { Remembered } from './head.js';
import type { Checkpoint } from './note.js';

// What a browser keeps of a visit. One that keeps nothing (private windows) loses the comparison, and nothing else.

const places = 'daylight-log:';
const servedHere = 'daylight-served';

const item = (name: string): string | null => {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
};

/** Of the log that this server showed last; of a bundle by its name. @param origin null: the server's, whatever it is called now */
export function remembered(origin: string | null): Remembered | null {
  const of = origin ?? item(servedHere);
  try {
    const value =
      of === null ? null : (JSON.parse(item(places + of) ?? 'null') as Remembered | null);
    return value && typeof value.root === 'string' && Number.isSafeInteger(value.size)
      ? value
      : null;
  } catch {
    return null;
  }
}

/** Keeps a checkpoint that was found unchanged, unless a larger one is kept. */
export function remember(
  { origin, size, root, key }: Checkpoint & { readonly key?: string },
  served: boolean,
): void {
  if (key === undefined) return;
  try {
    if (served) localStorage.setItem(servedHere, origin);
    if ((remembered(origin)?.size ?? -1) > size) return;
    const kept: Remembered = { origin, size, root: toBase64(root), key };
    localStorage.setItem(places + origin, JSON.stringify(kept));
  } catch {
    // Nothing is kept.
  }
}
