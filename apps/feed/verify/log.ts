import { textOf, toHex, utf8, type Bytes } from './bytes.js';
import type { Computing } from './crypto.js';
import { leadToRoot } from './head.js';
import type { Checkpoint } from './note.js';
import type { Report } from './report.js';
import { Unreachable, type Source } from './source.js';
import { entriesOf, hashesOf, leafHash, Malformed, tilePath, width } from './tree.js';
import { leafAt, linesOf, openAt, type DisclosureLine, type OpenedLeaf } from './windows.js';

/** What was read of a whole log. */
export interface Log {
  readonly head: Checkpoint;
  /** Hashes of the leaves. */
  readonly hashes: readonly Bytes[];
  readonly opened: ReadonlyMap<number, OpenedLeaf>;
  /** Leaves that would be open, and which leaf says why they are not. */
  readonly closed: ReadonlyMap<number, { readonly why: string; readonly by: number }>;
}

export type Progress = (done: number, total: number) => Promise<void>;

/** Reads a tile or bundle with its first so many leaves. A partial one may be gone where the full one is there. */
async function readTile(
  source: Source,
  kind: 'entries' | '0',
  n: number,
  count: number,
): Promise<Bytes> {
  const bytes = await source.read(tilePath(kind, n, count));
  const whole = bytes ?? (count < width ? await source.read(tilePath(kind, n)) : null);
  if (!whole) throw new Unreachable(tilePath(kind, n, count));
  return whole;
}

/** Hashes every leaf and opens every disclosure of a log. @throws Unreachable */
export async function readLog(
  source: Source,
  head: Checkpoint,
  by: Computing,
  report: Report,
  progress: Progress,
): Promise<Log> {
  const hashes: Bytes[] = [];
  const opened = new Map<number, OpenedLeaf>();
  const closed = new Map<number, { why: string; by: number }>();
  for (let from = 0; from < head.size; from += width) {
    const count = Math.min(width, head.size - from);
    const bundle = from / width;
    const entries = await entriesAt(source, bundle, count, report);
    const lines = await linesAt(source, bundle, report);
    hashes.push(...(await Promise.all(entries.map((entry) => leafHash(by, utf8(entry))))));
    for (const [at, entry] of entries.entries()) {
      const index = from + at;
      const leaf = leafAt(index, entry, report);
      const line = lines.get(index);
      if (leaf?.vis === 'public' && !line)
        report.find({
          line: 'entries',
          what: 'notDisclosed',
          index,
          expected: toHex(hashes[index] ?? new Uint8Array()),
        });
      if (!leaf || !line) continue;
      if ('why' in line) closed.set(index, line);
      else {
        const open = await openAt(index, leaf, line.sd, by, report);
        if (open) opened.set(index, open);
      }
    }
    await progress(from + count, head.size);
  }
  return { head, hashes, opened, closed };
}

async function entriesAt(
  source: Source,
  bundle: number,
  count: number,
  report: Report,
): Promise<string[]> {
  try {
    const entries = entriesOf(await readTile(source, 'entries', bundle, count));
    if (entries.length < count) throw new Malformed('too few entries');
    return entries.slice(0, count);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    report.find({ line: 'leaves', what: 'bundleBroken', index: bundle * width });
    return [];
  }
}

async function linesAt(
  source: Source,
  bundle: number,
  report: Report,
): Promise<Map<number, DisclosureLine>> {
  const bytes = await source.read(`disclosures/${String(bundle)}.jsonl`);
  try {
    return linesOf(bytes ? textOf(bytes) : '');
  } catch {
    report.find({ line: 'windows', what: 'disclosuresBroken', index: bundle * width });
    return new Map();
  }
}

/** Whether the leaves are those of the signed tree; if not, which of them the log's own hashes do not know. */
export async function checkTree(
  source: Source,
  log: Log,
  by: Computing,
  report: Report,
): Promise<void> {
  const { head, hashes } = log;
  const values = { n: head.size, root: toHex(head.root) };
  if (await leadToRoot(by, hashes, head)) {
    report.say('leaves', 'unchanged', 'allHashed', values);
    report.say('inclusion', 'unchanged', 'allIncluded', values);
    return;
  }
  const known = await leafHashes(source, head.size).catch(() => null);
  const differing = (known ?? []).flatMap((hash, index) => {
    const own = hashes[index];
    return own && toHex(own) !== toHex(hash)
      ? [{ index, expected: toHex(hash), computed: toHex(own) }]
      : [];
  });
  for (const one of differing) report.find({ line: 'leaves', what: 'leafDiffers', ...one });
  if (differing.length === 0)
    report.find({ line: 'leaves', what: 'rootDiffers', expected: values.root });
  report.say('inclusion', 'not-checked', 'treeDiffers');
}

/** The hashes of all leaves, from the tiles. @throws Unreachable */
export async function leafHashes(source: Source, size: number): Promise<Bytes[]> {
  const hashes: Bytes[] = [];
  for (let from = 0; from < size; from += width) {
    const count = Math.min(width, size - from);
    hashes.push(...hashesOf(await readTile(source, '0', from / width, count)).slice(0, count));
  }
  return hashes;
}
