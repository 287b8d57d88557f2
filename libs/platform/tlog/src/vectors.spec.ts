import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { decodeBundle, encodeBundle } from './bundle.js';
import { openCheckpoint } from './checkpoint.js';
import { emptyRoot, leafHash, nodeHash } from './hash.js';
import { parseNote, verifyNote } from './note.js';
import { proveConsistency, proveInclusion } from './prove.js';
import { verifyEd25519 } from './signature.js';
import { tileNodes, type ReadTile } from './tile-nodes.js';
import { entriesPath, tilePath } from './tile-path.js';
import { bundlesBetween, tilesBetween } from './tiles-between.js';
import { TileWriter } from './tile-writer.js';
import { rootOf } from './tree-node.js';
import { parseVerifierKey, verifierKey } from './verifier-key.js';
import { ProofInvalid, verifyConsistency, verifyInclusion } from './verify.js';

const folder = join(process.cwd(), '../shared/vectors');
const here = existsSync(folder);
const skipped = here ? '' : ' (skipped: no ../shared/vectors)';
const test = here ? it : it.skip;

const json = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
const published = here ? json('tlog-vectors.json') : {};
const probesOf = (kind: string): Probe[] =>
  readdirSync(join(folder, 'merkle/testdata', kind), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({ file, ...json(join('merkle/testdata', kind, file)) }));
const bytes = (base64: unknown) => Buffer.from(String(base64), 'base64');

const refused = (verify: () => void): boolean => {
  try {
    verify();
  } catch (error) {
    if (error instanceof ProofInvalid) return true;
    throw error;
  }
  return false;
};

/** What a probe says of a tree, by the names that its file uses. */
interface Probe {
  readonly file: string;
  readonly wantErr: boolean;
  readonly proof: readonly string[] | null;
  readonly [name: string]: unknown;
}

/** Files whose expectation is not met. */
const differing = (probes: readonly Probe[], verify: (probe: Probe) => void) =>
  probes
    .filter((probe) => {
      const error = refused(() => {
        verify(probe);
      });
      return error !== probe.wantErr;
    })
    .map(({ file }) => file);

const inclusion =
  (size = 'treeSize') =>
  (probe: Probe) => {
    verifyInclusion({
      ...{ index: Number(probe['leafIdx']), size: Number(probe[size]) },
      ...{ leaf: bytes(probe['leafHash']), root: bytes(probe['root']) },
      proof: (probe.proof ?? []).map(bytes),
    });
  };
const consistency =
  (oldSize = 'size1', size = 'size2') =>
  (probe: Probe) => {
    verifyConsistency({
      ...{ oldSize: Number(probe[oldSize]), size: Number(probe[size]) },
      ...{ oldRoot: bytes(probe['root1']), root: bytes(probe['root2']) },
      proof: (probe.proof ?? []).map(bytes),
    });
  };

describe('published vectors', () => {
  test(`of hashes: RFC 6962's reference hasher${skipped}`, () => {
    const { empty_root, empty_leaf, leaf_L123456, node_N123_N456 } = published.rfc6962_hasher;
    expect(emptyRoot().toString('hex')).toBe(empty_root);
    expect(leafHash('').toString('hex')).toBe(empty_leaf);
    expect(leafHash('L123456').toString('hex')).toBe(leaf_L123456);
    const node = nodeHash(Buffer.from('N123'), Buffer.from('N456'));
    expect(node.toString('hex')).toBe(node_N123_N456);
  });

  test(`of inclusion: 98 of transparency-dev/merkle${skipped}`, () => {
    const probes = probesOf('inclusion');
    expect([probes.length, probes.filter(({ wantErr }) => wantErr).length]).toEqual([98, 92]);
    expect(differing(probes, inclusion())).toEqual([]);
    for (const probe of published.inclusion_happy.probes) inclusion()(probe);
  });

  test(`of consistency: 98 of transparency-dev/merkle${skipped}`, () => {
    const probes = probesOf('consistency');
    expect([probes.length, probes.filter(({ wantErr }) => wantErr).length]).toEqual([98, 92]);
    // Its two roots are 12 bytes and no hashes: that library compares them, we refuse them.
    expect(differing(probes, consistency())).toEqual([
      'additional/sizes-are-equal-one-and-proof-is-empty.json',
    ]);
    for (const probe of published.consistency_happy.probes) consistency()(probe);
  });

  // We have no subtrees that begin elsewhere: nothing of ours signs or proves one. Those from leaf 0 are trees.
  test(`of subtrees: those from leaf 0, of transparency-dev/merkle${skipped}`, () => {
    const included = probesOf('subtreeinclusion').filter((probe) => probe['start'] === 0);
    expect(included).toHaveLength(101);
    expect(differing(included, inclusion('end'))).toEqual([]);
    const consistent = probesOf('subtreeconsistency').filter((probe) => probe['start'] === 0);
    expect(consistent).toHaveLength(102);
    // Roots of 12 bytes, as above.
    expect(differing(consistent, consistency('end', 'size'))).toEqual([
      'additional/sizes-are-equal-one-and-proof-is-empty.json',
      'additional/subtree-is-empty-sizes-are-equal-zero-subtree-root-valid-tree-root-random-proof-is-empty.json',
    ]);
  });

  test(`of notes: C2SP and golang.org/x/mod${skipped}`, () => {
    for (const { vkey, note } of published.signed_note) {
      const key = parseVerifierKey(vkey);
      expect(verifierKey(key.name, key.publicKey, key.type)).toBe(vkey);
      expect(verifyNote(note, [key])).toEqual([key]);
      expect(parseNote(note).signatures).toHaveLength(1);
    }
    const { wrong_length, unknown_algorithm } = published.signed_note_bad_vkeys;
    for (const vkey of [wrong_length, unknown_algorithm])
      expect(() => parseVerifierKey(vkey)).toThrow('a verifier key');
  });

  test(`of tiles: C2SP tlog-tiles${skipped}`, () => {
    expect(tilePath(0, 1234067)).toBe(`tile/0/${published.tile_paths.index_1234067}`);
    for (const [size, name] of [[70_000, 'size_70000'] as const, [256, 'size_256'] as const]) {
      const counts: Record<string, Record<string, number>> = {};
      for (const { level, width } of tilesBetween(0, size)) {
        const count = (counts[`level${String(level)}`] ??= {});
        if (width === 256) count['full'] = (count['full'] ?? 0) + 1;
        else count['partial'] = width;
      }
      const expected = Object.entries<Record<string, unknown>>(published.tile_paths[name]);
      for (const [level, count] of expected) expect([level, counts[level]]).toEqual([level, count]);
    }
  });

  // What node:crypto accepts is what Go accepts, so that another reader of our log sees the same.
  test(`of Ed25519: 208 of the 914 of C2SP/CCTV are accepted${skipped}`, () => {
    const vectors = json('ed25519/ed25519vectors.json') as Record<'key' | 'sig' | 'msg', string>[];
    const accepted = vectors.filter(({ key, sig, msg }) =>
      verifyEd25519(Buffer.from(key, 'hex'), Buffer.from(msg), Buffer.from(sig, 'hex')),
    );
    expect([vectors.length, accepted.length]).toEqual([914, 208]);
  });
});

describe(`a log of another program, tessera${skipped}`, () => {
  const file = (path: string) => readFileSync(join(folder, 'tessera-log', path));
  const readTile: ReadTile = (...tile) => Promise.resolve(file(tilePath(...tile)));
  const sizes = Array.from({ length: 16 }, (_size, i) => i);
  const open = (size: number | '') =>
    openCheckpoint(
      file(`checkpoint${size === '' ? '' : `.${String(size)}`}`).toString('utf8'),
      parseVerifierKey(published.tessera_log.vkey),
    );

  test('has sixteen checkpoints and a newest, whose roots are those of its tiles', async () => {
    for (const size of sizes) {
      const checkpoint = open(size);
      expect(checkpoint.size).toBe(size);
      expect(await rootOf(size, tileNodes(readTile, size))).toEqual(checkpoint.root);
    }
    const { size, root } = open('');
    expect([size, root.toString('base64')]).toEqual([15, published.tessera_log.root_b64]);
  });

  test('has the tiles, bundles and roots that ours would be, byte for byte', async () => {
    const { entries } = published.tessera_log as { entries: string[] };
    for (const size of sizes) {
      for (const { index, width } of bundlesBetween(0, size)) {
        const bundle = file(entriesPath(index, width));
        expect(decodeBundle(bundle)).toEqual(entries.slice(0, size));
        expect(encodeBundle(entries.slice(0, size))).toEqual(bundle);
      }
      for (const oldSize of sizes.slice(0, size + 1)) {
        const writer = await TileWriter.at(oldSize, readTile);
        for (const entry of entries.slice(oldSize, size))
          expect(writer.append(leafHash(entry))).toEqual([]);
        expect(writer.root()).toEqual(open(size).root);
        for (const { level, index, width, bytes: tile } of writer.partial())
          expect(tile).toEqual(file(tilePath(level, index, width)));
      }
    }
  });

  test('is one tree that only grew, and has each of its entries', async () => {
    const { entries } = published.tessera_log as { entries: string[] };
    for (const size of sizes) {
      const { root } = open(size);
      const nodes = tileNodes(readTile, size);
      for (const oldSize of sizes.slice(0, size + 1)) {
        const proof = await proveConsistency(oldSize, size, nodes);
        verifyConsistency({ oldSize, oldRoot: open(oldSize).root, size, root, proof });
      }
      for (const [index, entry] of entries.slice(0, size).entries()) {
        const proof = await proveInclusion(index, size, nodes);
        verifyInclusion({ index, size, leaf: leafHash(entry), proof, root });
      }
    }
  });
});
