import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  formatAddCheckpoint,
  formatCheckpoint,
  signNote,
  verifierKey,
  type Hash,
  type NoteSigner,
} from '#tlog';
import { ReferenceTree } from './merkle.js';
import { noteSigner } from './note-signer.js';

/** A log to be watched, of the leaves `leaf 0`, `leaf 1` and so on; its key follows from its name. */
export class TestLog {
  readonly signer: NoteSigner;
  readonly vkey: string;

  constructor(
    readonly origin = 'log.example',
    readonly tree = new ReferenceTree(64),
    key = origin,
  ) {
    this.signer = { ...noteSigner(key), name: origin };
    this.vkey = verifierKey(origin, this.signer.publicKey);
  }

  text(size: number, root: Hash = this.tree.root(size)): string {
    return formatCheckpoint({ origin: this.origin, size, root, extensions: [] });
  }

  note(size: number, root?: Hash): string {
    return signNote(this.text(size, root), [this.signer]);
  }

  /** An honest request: from one size to another. */
  request(oldSize: number, size: number, checkpoint = this.note(size)): string {
    const proof = oldSize === 0 || oldSize >= size ? [] : this.tree.proof(oldSize, size);
    return formatAddCheckpoint({ oldSize, proof, checkpoint });
  }
}

/** The same log that tells another story: one leaf is not the one of the first. */
export function forkOf(log: TestLog, at: number): TestLog {
  const tree = new ReferenceTree(64);
  (tree.leaves as Hash[])[at] = Buffer.alloc(32, 7);
  return new TestLog(log.origin, tree);
}

/** A folder that goes when the test is over, and that only its owner may enter. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const above = await mkdtemp(join(tmpdir(), 'daylight-witness-'));
  return {
    path: join(above, randomUUID()),
    remove: () => rm(above, { recursive: true, force: true }),
  };
}
