import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '#kernel';

/** Counts rows and hashes them, a line of canonical JSON each, in the order in which they come. */
export async function digestOfRows(
  rows: AsyncIterable<object> | Iterable<object>,
): Promise<{ rows: number; digest: string }> {
  const hash = createHash('sha256');
  let count = 0;
  for await (const row of rows) {
    hash.update(canonicalJson(row as Json)).update('\n');
    count += 1;
  }
  return { rows: count, digest: hash.digest('hex') };
}
