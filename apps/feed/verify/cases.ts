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
  readonly status: string;
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

/** That every leaf is open that must be, or is closed by one that is open. */
export function checkOpen({ opened, closed }: Log, report: Report): void {
  for (const [index, { vis, type, pub }] of opened)
    if (vis === 'public' && (type === '' || pub === null))
      report.find({ line: 'entries', what: 'partsMissing', index });
  checkClosed({ opened, closed }, report);
  checkReleased({ opened, closed }, report);
}

/** The leaves by which cases are taken back and still are: which case, and how many entries it had before. */
export function takenBack({
  opened,
}: Pick<Log, 'opened'>): Map<number, { ref: string; entries: number }> {
  const acts = new Map<string, [number, { ref: string; entries: number }] | null>();
  // In the order of the log: the newest act of a case holds.
  for (const [index, { vis, level, pub }] of opened) {
    const { case: ref, n } = pub ?? {};
    if (vis !== 'public' || level === null || ref === undefined || n === undefined) continue;
    acts.set(ref, level === 'counted' ? [index, { ref, entries: n - 1 }] : null);
  }
  return new Map([...acts.values()].flatMap((act) => (act ? [act] : [])));
}

/** That an act closes the entries of its own case: else one case that was taken back could hide any other. */
function checkClosed({ opened, closed }: Pick<Log, 'opened' | 'closed'>, report: Report): void {
  const acts = takenBack({ opened });
  const counts = new Map<number, number>();
  for (const [index, { why, by }] of closed) {
    if (why !== 'withdrawn' || by <= index || !acts.has(by))
      report.find({ line: 'entries', what: 'noReason', index, computed: `${why} ${String(by)}` });
    counts.set(by, (counts.get(by) ?? 0) + 1);
  }
  for (const [index, { ref, entries }] of acts) {
    const count = counts.get(index) ?? 0;
    if (count !== entries)
      report.find({
        ...{ line: 'entries', what: 'closedOthers', index, ref },
        ...{ expected: String(entries), computed: String(count) },
      });
  }
}

/** That every case with open entries is on the pages. @param listed their refs. @param ref only this one */
export function checkListed(
  log: Log,
  listed: readonly string[],
  ref: string | null,
  report: Report,
): void {
  const away = new Set([...takenBack(log).values()].map((act) => act.ref));
  for (const one of dueEntries(log).keys())
    if (!listed.includes(one) && !away.has(one) && (ref === null || ref === one))
      report.find({ line: 'entries', what: 'caseLeftOut', ref: one });
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
  const { n, index, kind, date, status } = entry;
  const place = { line: 'entries', ref, n, index, served: JSON.stringify(entry) } as const;
  if (!due) {
    if (status === 'shown' || !log.closed.has(index)) report.find({ ...place, what: 'notInLog' });
    return;
  }
  const { pub } = due;
  const [expected, computed] = [
    JSON.stringify({ n, index: due.index ?? index, kind: pub.kind, date: pub.date }),
    JSON.stringify({ n, index, kind, date }),
  ];
  if (expected !== computed) report.find({ ...place, what: 'entryDiffers', expected, computed });
  // An entry that a later leaf made public stands before that one, and is open.
  else if (due.index === null && (index >= due.by || !isReleased(log, index)))
    report.find({ ...place, what: 'notDisclosed' });
}

const isReleased = ({ opened, closed }: Log, index: number) =>
  opened.get(index)?.vis === 'sealed' || closed.has(index);

function json(bytes: Bytes): unknown {
  try {
    return JSON.parse(textOf(bytes));
  } catch {
    return null;
  }
}

const text = (bytes: Bytes) => new TextDecoder().decode(bytes);
