import { createHash } from 'node:crypto';
import {
  caseFiles,
  disclosureLines,
  disclosuresInFile,
  disclosureViews,
  removalViews,
  requireNoneTakenBack,
  stateText,
  stateViews,
  writtenLine,
} from '#cases/process';
import type { Engine } from '#engine';
import type { Position, StoredEvent, StoredLeaf } from '#event-store';
import { Corrupt, formatInstant, systemClock } from '#kernel';
import { atPublished, type Connected, type PublicSnapshot } from '#projections';
import { GrowingTree } from '#sealer';
import { BundleFiles } from './bundle-files.js';
import { SealedPart, type SealedPartWish } from './sealed-part.js';

/** Number of the format of bundles. */
const format = 1;
/** A bundle with sealed windows is to be destroyed after so many days. */
const daysToKeep = 90;

export interface Exported {
  readonly profile: 'public' | 'procedure' | 'full';
  readonly size: number;
  readonly root: string;
  readonly files: number;
}

/**
 * Writes what an auditor needs to check the log offline, as far as it is published: the tree and every checkpoint, what
 * opens the public leaves, the public state; and for a profile the windows of sealed leaves, encrypted to the auditor.
 * Memory is flat in the size of the log.
 * @param wish null: what anyone may have
 */
export async function exportBundle(
  engine: Engine,
  folder: string,
  wish: SealedPartWish | null,
  onProgress: (counts: { readonly leaves: number; readonly of: number }) => void = () => undefined,
): Promise<Exported> {
  const sealed = wish && (await SealedPart.to(engine, wish));
  while (await engine.projections.advance());
  const views = [...new Set([...stateViews, ...disclosureViews])];
  return atPublished(connectedTo(engine), { views, beside: removalViews }, async (snapshot) => {
    await requireNoneTakenBack(snapshot);
    const files = await BundleFiles.in(folder);
    const { size, root } = snapshot;
    const { origin } = engine.installation;
    await files.write('policy.tlog', engine.policy.text);
    await files.write(`schemas/${engine.rules.schemas.hash}.json`, engine.rules.schemas.text);
    await files.write(`policy/${engine.rules.redaction.hash}.json`, engine.rules.redaction.text);
    await writeLog(engine, snapshot, files, sealed, (leaves) => {
      onProgress({ leaves, of: size });
    });
    for await (const { size: at, note } of engine.publications.upTo(size)) {
      await files.write(`log/checkpoints/${String(at)}`, note);
      if (at === size) await files.write('log/checkpoint', note);
    }
    await writeState(snapshot, files, { origin, size, root });
    const now = systemClock.now();
    const profile = wish?.profile ?? 'public';
    await files.writeManifest({
      ...{ format, profile, origin, size, root },
      reducer: engine.rules.views.hash,
      created: formatInstant(now),
      expires: wish ? formatInstant(now + daysToKeep * 86_400_000) : null,
    });
    return { profile, size, root, files: files.count };
  });
}

const connectedTo =
  ({ pool }: Engine): Connected =>
  async (work) => {
    const client = await pool.connect();
    try {
      return await work(client);
    } finally {
      client.release();
    }
  };

/** Tiles, entries, and what opens them, a bundle of entries at a time. */
async function writeLog(
  { store }: Engine,
  snapshot: PublicSnapshot,
  files: BundleFiles,
  sealed: SealedPart | null,
  onLeaves: (leaves: number) => void,
): Promise<void> {
  const { size, root } = snapshot;
  const tree = await GrowingTree.empty();
  let last: Position | null = null;
  for (let file = 0; tree.size < size; file += 1) {
    const wanted = Math.min(disclosuresInFile, size - tree.size);
    const events: readonly StoredEvent[] = sealed ? await store.readAll(last, wanted) : [];
    const leaves: readonly StoredLeaf[] = sealed ? events : await store.readLeaves(last, wanted);
    if (leaves.length < wanted)
      throw new Corrupt('event log', `index ${String(tree.size + leaves.length)} is not there`);
    for (const { leaf, position } of leaves) {
      tree.append(leaf);
      last = position;
    }
    for (const [path, bytes] of tree.takeFull()) await files.write(`log/${path}`, bytes);
    const lines = await disclosureLines(file, snapshot);
    await files.write(`disclosures/${String(file)}.jsonl`, lines.map(writtenLine).join(''));
    if (sealed) await files.write(`sealed/${String(file)}.jsonl.age`, await sealed.file(events));
    onLeaves(tree.size);
  }
  for (const [path, bytes] of tree.takeAll()) await files.write(`log/${path}`, bytes);
  if (tree.root().toString('base64') !== root) {
    throw new Corrupt(
      'event log',
      'its leaves are not those of the published checkpoint. What was written is no bundle',
    );
  }
}

async function writeState(
  snapshot: PublicSnapshot,
  files: BundleFiles,
  head: { readonly origin: string; readonly size: number; readonly root: string },
): Promise<void> {
  const cases: { ref: string; sha256: string }[] = [];
  for await (const { ref, text } of caseFiles(snapshot)) {
    await files.write(`cases/${ref}.json`, text);
    cases.push({ ref, sha256: createHash('sha256').update(text).digest('hex') });
  }
  await files.write('state.json', stateText(head, cases));
}
