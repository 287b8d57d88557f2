import { textOf, toHex, type Bytes } from './bytes.js';
import type { Computing } from './crypto.js';
import type { Log } from './log.js';
import type { Report } from './report.js';
import type { Source } from './source.js';
import type { Pub } from './windows.js';

interface State {
  readonly format: number;
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  readonly cases: readonly { readonly ref: string; readonly sha256: string }[];
}

interface Shown {
  readonly n: number;
  readonly index: number;
  readonly kind: string;
  readonly date: string;
}

/** An entry that must stand on the pages of a case. */
interface Due {
  /** Null for one that a later leaf made public: its own place is not said there. */
  readonly index: number | null;
  /** The leaf that says so. */
  readonly by: number;
  readonly pub: Pub;
}

/** `state.json`; null where there is none. */
export async function readState(source: Source): Promise<State | null> {
  const bytes = await source.read('state.json');
  return bytes && (json(bytes) as State | null);
}

/** What the opened windows say of cases: by ref, then by number. */
export function dueEntries(log: Pick<Log, 'opened'>): Map<string, Map<number, Due>> {
  const cases = new Map<string, Map<number, Due>>();
  for (const [index, { pub, shows }] of log.opened) {
    const { case: ref, n } = pub ?? {};
    if (pub === null || ref === undefined || n === undefined) continue;
    const entries = cases.get(ref) ?? new Map<number, Due>();
    cases.set(ref, entries);
    entries.set(n, { index, by: index, pub });
    shows.forEach((one, i) => entries.set(n + 1 + i, { index: null, by: index, pub: one }));
  }
  return cases;
}

/** That of every open leaf all is open that must be, and of the sealed leaves as many as were released. */
export function checkOpen({ opened, closed }: Log, report: Report): void {
  for (const [index, { vis, type, pub }] of opened)
    if (vis === 'public' && (type === '' || pub === null))
      report.find({ line: 'entries', what: 'partsMissing', index });
  checkReleased({ opened, closed }, report);
}

/** That as many sealed leaves are open as open leaves have made public. */
function checkReleased({ opened, closed }: Pick<Log, 'opened' | 'closed'>, report: Report): void {
  const released = [...opened].reduce((sum, [, { shows }]) => sum + shows.length, 0);
  const open = [...opened.values()].filter(({ vis }) => vis === 'sealed').length;
  // Of a case that was taken back neither the release nor what it released is open.
  if (open > released || (open < released && closed.size === 0))
    report.find({
      line: 'entries',
      what: 'releasedMissing',
      expected: String(released),
      computed: String(open),
    });
}

/** That the entries of a case follow on each other without a gap, as their leaves say. */
export function checkChains(log: Log, report: Report): void {
  for (const [ref, entries] of dueEntries(log)) {
    let before: Due | null = null;
    for (const [n, due] of [...entries].sort(([a], [b]) => a - b)) {
      const known: Due | undefined = entries.get(n - 1);
      if (due.index !== null && known && before) {
        const expected = toHex(log.hashes[known.by] ?? new Uint8Array());
        const computed = due.pub.prev ?? '';
        if (expected !== computed)
          report.find({
            line: 'entries',
            what: 'chainBroken',
            index: due.index,
            ref,
            n,
            expected,
            computed,
          });
      }
      before = due;
    }
  }
}

/** That what the pages show of a case is what the opened windows say: entry by entry. Answers how many there are. */
export async function checkCase(
  source: Source,
  log: Log,
  { ref, sha256 }: State['cases'][number],
  by: Computing,
  report: Report,
): Promise<number | null> {
  const bytes = await source.read(`cases/${ref}.json`);
  if (!bytes) return null;
  const computed = toHex(await by.sha256(bytes));
  if (computed !== sha256)
    report.find({
      line: 'entries',
      what: 'caseFileDiffers',
      ref,
      expected: sha256,
      computed,
      served: text(bytes),
    });
  const file = json(bytes) as { ref?: unknown; entries?: unknown } | null;
  const shown = (Array.isArray(file?.entries) ? file.entries : []) as Shown[];
  if (file?.ref !== ref || !Array.isArray(file.entries))
    report.find({ line: 'entries', what: 'caseFileBroken', ref, served: text(bytes) });
  const due = dueEntries(log).get(ref) ?? new Map<number, Due>();
  shown.forEach((entry, i) => {
    report.name(entry.index, ref, entry.n);
    if (entry.n !== i + 1) report.find({ line: 'entries', what: 'numberMissing', ref, n: i + 1 });
    compare(entry, due.get(entry.n), log, ref, report);
    due.delete(entry.n);
  });
  for (const [n, { index, by: said }] of due)
    report.find({ line: 'entries', what: 'leftOut', ref, n, index: index ?? said });
  return shown.length;
}

function compare(entry: Shown, due: Due | undefined, log: Log, ref: string, report: Report): void {
  const { n, index, kind, date } = entry;
  const place = { line: 'entries', ref, n, index, served: JSON.stringify(entry) } as const;
  // No entry of a case that is listed is closed: only those of a case that was taken back are.
  if (!due) {
    report.find({ ...place, what: 'notInLog' });
    return;
  }
  const { pub } = due;
  const [expected, computed] = [
    JSON.stringify({ n, index: due.index ?? index, kind: pub.kind, date: pub.date }),
    JSON.stringify({ n, index, kind, date }),
  ];
  if (expected !== computed) report.find({ ...place, what: 'entryDiffers', expected, computed });
  // An entry that a later leaf made public stands before that one, and is open.
  else if (due.index === null && (index >= due.by || log.opened.get(index)?.vis !== 'sealed'))
    report.find({ ...place, what: 'notDisclosed' });
}

function json(bytes: Bytes): unknown {
  try {
    return JSON.parse(textOf(bytes));
  } catch {
    return null;
  }
}

const text = (bytes: Bytes) => new TextDecoder().decode(bytes);
