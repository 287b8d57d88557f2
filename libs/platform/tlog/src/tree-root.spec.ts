import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { leafHash } from './hash.js';
import { TreeRoot } from './tree-root.js';

const hash = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();

/** The definition, word for word: split at the largest power of two below the size. */
function rootByDefinition(leaves: readonly Buffer[]): Buffer {
  const [first] = leaves;
  if (!first) return hash();
  if (leaves.length === 1) return first;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return hash(
    Buffer.of(1),
    rootByDefinition(leaves.slice(0, split)),
    rootByDefinition(leaves.slice(split)),
  );
}

const vectors = join(process.cwd(), '../shared/vectors/tlog-vectors.json');
const here = existsSync(vectors);
const published = here ? JSON.parse(readFileSync(vectors, 'utf8')) : {};
const skipped = here ? '' : ' (skipped: no ../shared/vectors)';

describe('the root of a tree', () => {
  it('is that of the definition at every size', () => {
    const tree = new TreeRoot();
    const leaves: Buffer[] = [];
    for (let size = 0; size <= 130; size += 1) {
      expect([size, tree.size, tree.root()]).toEqual([size, size, rootByDefinition(leaves)]);
      const leaf = leafHash(`leaf ${size}`);
      leaves.push(leaf);
      tree.append(leaf);
    }
  });

  it('changes with every leaf and with their order', () => {
    const rootOf = (...entries: string[]) => {
      const tree = new TreeRoot();
      for (const entry of entries) tree.append(leafHash(entry));
      return tree.root().toString('hex');
    };
    const roots = [
      rootOf('a', 'b', 'c'),
      rootOf('a', 'c', 'b'),
      rootOf('a', 'b'),
      rootOf('a', 'b', 'd'),
    ];
    expect(new Set(roots).size).toBe(4);
  });

  (here ? it : it.skip)(`is that of RFC 6962's reference leaves${skipped}`, () => {
    const { leaves_hex: leaves, roots_hex: roots } = published.rfc6962_tree8;
    const tree = new TreeRoot();
    expect(tree.root().toString('hex')).toBe(published.rfc6962_hasher.empty_root);
    const found = (leaves as string[]).map((leaf) => {
      tree.append(leafHash(Buffer.from(leaf, 'hex')));
      return tree.root().toString('hex');
    });
    expect(found).toEqual(roots);
  });

  (here ? it : it.skip)(`is that of a log of another program${skipped}`, () => {
    const { entries, root_b64: root } = published.tessera_log;
    const tree = new TreeRoot();
    for (const entry of entries as string[]) tree.append(leafHash(entry));
    expect(tree.root().toString('base64')).toBe(root);
  });
});
