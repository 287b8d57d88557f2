import { Corrupt, Unavailable } from '#kernel';
import type { Position, StoredLeaf } from '#event-store';
import {
  formatCheckpoint,
  NoteInvalid,
  openCheckpoint,
  quorumMet,
  signNote,
  tileNodes,
  tilePath,
  verifyCosignatures,
  witnessesOf,
  type ReadNodes,
} from '#tlog';
import { GrowingTree, type Files } from './growing-tree.js';
import type { Head } from './last-signed.js';
import { Comparison, grow } from './replay.js';
import { restoreNotes } from './restore-notes.js';
import type { SealerParts } from './sealer.js';
import type { Publication } from './publications.js';
import { Witnesses } from './witnesses.js';

/** Leaves that one checkpoint adds at most: their files are held in memory until they may be published. */
const mostLeaves = 16_384;

/**
 * Verifies that what is there is what was signed, and goes on from there. Under the sealer's lock.
 * @throws Corrupt naming the first index that differs; nothing is signed then
 */
export async function openSealing(parts: SealerParts): Promise<Sealing> {
  const { lastSigned, publications, store, folder } = parts;
  const published = await publications.last();
  const recorded = await lastSigned.read();
  const signed = newest(recorded, published && headOf(published, parts));
  const tree = await GrowingTree.empty();
  const found = new Comparison(folder);
  const documents = [['policy', Buffer.from(parts.policy.text)], ...parts.documents] as const;
  await folder.write(new Map(documents));
  const look = (files: Files) => found.look(files);
  let position = await grow(tree, store, null, published?.size ?? 0, look);
  await look(tree.takeAll());
  const unpublished = new Map<string, Uint8Array>();
  if (signed) {
    const keep = (files: Files) => {
      for (const [name, bytes] of files) unpublished.set(name, bytes);
      return Promise.resolve();
    };
    position = await grow(tree, store, position, signed.size, keep);
    await keep(tree.takeAll());
    found.require(tree, signed);
    // Keys that came from a backup: what was published under them since was signed by them too.
    if (signed !== recorded) await lastSigned.move(recorded, signed);
  }
  const sealing = new Sealing(parts, tree, signed, published?.size ?? 0, position, unpublished);
  if (found.damaged > 0) await sealing.restoreFiles();
  await restoreNotes(parts, published);
  return sealing;
}

const newest = (recorded: Head | null, published: Head | null): Head | null =>
  published && published.size > (recorded?.size ?? 0) ? published : recorded;

/** What was published, as its own signature says. @throws Corrupt for a row that the log's key never signed */
function headOf({ size, root, note }: Publication, { policy }: SealerParts): Head {
  try {
    const signed = openCheckpoint(note, ...policy.logs.map(({ key }) => key));
    if (signed.size === size && signed.root.toString('base64') === root) return { size, root };
  } catch (error) {
    if (!(error instanceof NoteInvalid)) throw error;
  }
  throw new Corrupt(
    'log.checkpoint',
    `the row of size ${String(size)} is not a checkpoint that this log signed`,
  );
}

/** One sealer at work: the tree as far as it is signed, and what of it is not published yet. */
export class Sealing {
  private readonly asked: Witnesses | null;
  /** Files of the right edge, of the last two publications: older ones nobody asks for any more. */
  private edges: (readonly string[])[] = [];

  constructor(
    private readonly parts: SealerParts,
    private readonly tree: GrowingTree,
    private signed: Head | null,
    private published: number,
    /** Of the last leaf in the tree. */
    private position: Position | null,
    /** Files by path of what was signed and is not published yet. */
    private readonly unpublished: Map<string, Uint8Array>,
  ) {
    this.asked = parts.policy.witnesses.length > 0 ? new Witnesses(parts.policy) : null;
  }

  /** Leaves that are in no checkpoint yet, as far as one checkpoint takes them. */
  async waiting(): Promise<number> {
    return (await this.parts.store.readLeaves(this.position, mostLeaves)).length;
  }

  /**
   * Signs and publishes what is there, in multiples of a batch. False when a checkpoint has to wait for witnesses.
   * @param lost fires when another process may be sealing: nothing is published then
   * @throws Corrupt when another sealer was here
   */
  async seal(batch: number, lost?: AbortSignal): Promise<boolean> {
    for (;;) {
      const { signed } = this;
      if (signed && signed.size > this.published && !(await this.publish(signed, lost)))
        return false;
      const leaves = await this.parts.store.readLeaves(this.position, mostLeaves);
      const due = leaves.slice(0, leaves.length - (leaves.length % batch));
      if (due.length === 0) return true;
      await this.sign(due);
    }
  }

  /** Puts back the files of the published log, from the events that were just verified. */
  async restoreFiles(): Promise<void> {
    const { folder, store, onAlarm } = this.parts;
    onAlarm('files of the published log were missing or changed, and are written again');
    const tree = await GrowingTree.empty();
    await grow(tree, store, null, this.published, (files) => folder.write(files));
    await folder.write(tree.takeAll());
  }

  /** The record moves first: whatever happens then, no other head of this size is ever signed. */
  private async sign(leaves: readonly StoredLeaf[]): Promise<void> {
    for (const { leaf, position } of leaves) {
      this.tree.append(leaf);
      this.position = position;
    }
    for (const [name, bytes] of this.tree.takeAll()) this.unpublished.set(name, bytes);
    const head = { size: this.tree.size, root: this.tree.root().toString('base64') };
    await this.parts.lastSigned.move(this.signed, head);
    this.signed = head;
  }

  private async publish({ size, root }: Head, lost?: AbortSignal): Promise<boolean> {
    const { origin, logKey, folder, publications, clock } = this.parts;
    const text = formatCheckpoint({
      ...{ origin, size, extensions: [] },
      root: Buffer.from(root, 'base64'),
    });
    const { note, quorum } = await this.confirmed(signNote(text, [{ name: origin, ...logKey }]));
    if (!quorum && this.parts.withoutQuorum === 'hold') return false;
    // The witnesses may have taken so long that somebody else has published a newer one.
    if (lost?.aborted)
      throw new Unavailable('The sealer stopped before it published', 'It begins anew.');
    await folder.write(this.unpublished);
    const bytes = Buffer.from(note);
    await folder.write(new Map([[`checkpoints/${String(size)}`, bytes]]));
    await folder.write(new Map([['checkpoint', bytes]]));
    const publishedAt = clock.now();
    const position = this.position as Position;
    await publications.add({ size, position, root, publishedAt, quorum, note });
    this.published = size;
    await this.forgetEdges([...this.unpublished.keys()].filter((path) => path.includes('.p/')));
    this.unpublished.clear();
    return true;
  }

  /** The note with the signatures of the witnesses that confirm it. */
  private async confirmed(signed: string): Promise<{ note: string; quorum: boolean }> {
    const { policy, onAlarm } = this.parts;
    if (!this.asked) return { note: signed, quorum: true };
    const answers = await this.asked.ask(signed, this.nodes());
    for (const { name, problem } of answers)
      if (problem !== null) onAlarm(`witness ${name} ${problem}`);
    const lines = answers.flatMap(({ line }) => (line === null ? [] : [line]));
    const note = signed + lines.join('');
    const keys = verifyCosignatures(note, witnessesOf(policy)).map(({ key }) => key);
    const quorum = quorumMet(policy, keys);
    if (!quorum) onAlarm('fewer witnesses than the policy asks for confirm the checkpoint');
    return { note, quorum };
  }

  /** The nodes of the signed tree, out of what is published and what is about to be. */
  private nodes(): ReadNodes {
    return tileNodes(async (level, index, width) => {
      const path = tilePath(level, index, width);
      const bytes = this.unpublished.get(path) ?? (await this.parts.folder.read(path));
      if (!bytes) {
        throw new Unavailable(
          `The published log has no file ${path}`,
          'The sealer begins anew, and writes it again from the log.',
        );
      }
      return bytes;
    }, this.tree.size);
  }

  private async forgetEdges(now: readonly string[]): Promise<void> {
    this.edges.push(now);
    // A higher level's edge is the same for many publications: it is written once and stays.
    const replaced = (path: string) => now.some((other) => tileOf(other) === tileOf(path));
    const [old = []] = this.edges.splice(0, this.edges.length - 2);
    await this.parts.folder.remove(old.filter(replaced));
  }
}

/** The tile that a path of a part of it belongs to. */
const tileOf = (path: string): string => path.replace(/\.p\/\d+$/, '');
