import { same, textOf, toBase64, toHex, utf8 } from './bytes.js';
import { checkCase, checkChains, checkOpen, readState } from './cases.js';
import { checkClosed, checkListed } from './closed.js';
import type { Computing } from './crypto.js';
import { checkEarlier, checkHead, leadToRoot, trusted, type Remembered } from './head.js';
import { checkTree, leafHashes, readLog, type Log, type Progress } from './log.js';
import { checkManifest } from './manifest.js';
import { readCheckpoint, readProof, type Checkpoint } from './note.js';
import { Report } from './report.js';
import { Unreachable, type Source } from './source.js';
import { leafHash, Malformed, rootByProof } from './tree.js';
import { leafAt, openAt } from './windows.js';

/** What is to be checked, and by which keys. */
export interface Question {
  /** Text of a policy: whom the reader trusts. */
  readonly policy: string;
  /** One case; null: every public case. */
  readonly ref: string | null;
  /** One entry, by its place in the log. */
  readonly entry: number | null;
  readonly earlier: readonly (Remembered & { readonly from: 'browser' | 'file' })[];
}

export interface Answer {
  readonly report: Report;
  /** Null when there was none. */
  readonly head: (Checkpoint & { readonly key?: string }) | null;
}

/** Everything that a run needs. */
export interface Run {
  readonly source: Source;
  readonly by: Computing;
  readonly question: Question;
  /** Called at every change, with the report as it is then. */
  readonly changed: (report: Report) => void;
  readonly progress: Progress;
}

/** Runs the check. A log that grew meanwhile is checked again: its parts would be of two sizes. */
export async function run(asked: Run): Promise<Answer> {
  for (let again = 2; ; again -= 1) {
    const answer = await once(asked);
    const { report, head } = answer;
    if (again === 0 || asked.source.kind === 'bundle' || report.verdict() !== 'mismatch' || !head)
      return answer;
    const note = await asked.source.read('log/checkpoint').catch(() => null);
    if (!note || !grown(textOf(note), head.size)) return answer;
  }
}

function grown(note: string, size: number): boolean {
  try {
    return readCheckpoint(note).size > size;
  } catch {
    return false;
  }
}

async function once(asked: Run): Promise<Answer> {
  const { question, source, changed } = asked;
  if (question.entry !== null && source.kind === 'network') {
    const report: Report = new Report('entry', () => {
      changed(report);
    });
    const answer = await guarded(report, () => checkEntry(asked, question.entry ?? 0, report));
    if (answer) return answer;
  }
  const report: Report = new Report('log', () => {
    changed(report);
  });
  const answer = await guarded(report, () => checkWhole(asked, report));
  return answer ?? { report, head: null };
}

/** What cannot be had is said of every line that is still open. */
async function guarded(
  report: Report,
  check: () => Promise<Answer | null>,
): Promise<Answer | null> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    report.rest('not-checked', 'unreachable');
    return { report, head: null };
  }
}

async function checkWhole(
  { source, by, question, progress }: Run,
  report: Report,
): Promise<Answer> {
  if (!(await checkManifest(source, by, report))) {
    report.rest('not-checked', 'newerFormat');
    return { report, head: null };
  }
  const policy = await trusted(question.policy, by, report);
  const note = await source.read('log/checkpoint');
  if (!note) throw new Unreachable('log/checkpoint');
  const head = await checkHead(new TextDecoder().decode(note), policy, by, report);
  if (!head) {
    report.rest('not-checked', 'noCheckpoint');
    return { report, head };
  }
  const state = await readState(source);
  const listed = new Set(state?.format === 1 ? state.cases.map(({ ref }) => ref) : []);
  const log = await readLog(source, head, by, report, progress);
  report.say('read', 'unchanged', 'readLog', { n: head.size, origin: head.origin });
  await checkTree(source, log, by, report);
  await checkEarlier(head, question.earlier, log.hashes, policy, by, report);
  report.say('windows', 'unchanged', 'allOpened', { n: log.opened.size });
  checkOpen(log, report);
  checkClosed(log, listed, report);
  checkChains(log, report);
  if (!state || state.format !== 1) report.say('entries', 'not-checked', 'noState');
  else {
    if (
      state.origin !== head.origin ||
      state.size !== head.size ||
      state.root !== toBase64(head.root)
    )
      report.find({
        ...{ line: 'entries', what: 'stateOfAnother' },
        expected: `${head.origin} ${String(head.size)} ${toBase64(head.root)}`,
        computed: `${state.origin} ${String(state.size)} ${state.root}`,
      });
    checkListed(log, listed, question.ref, report);
    await checkCases({ source, log, state, ref: question.ref }, by, report);
  }
  report.say('deadlines', 'not-provided', 'noDeadlines');
  return { report, head };
}

interface CasesToCheck {
  readonly source: Source;
  readonly log: Log;
  readonly state: NonNullable<Awaited<ReturnType<typeof readState>>>;
  readonly ref: string | null;
}

async function checkCases(
  { source, log, state, ref }: CasesToCheck,
  by: Computing,
  report: Report,
): Promise<void> {
  const cases = state.cases.filter((one) => ref === null || one.ref === ref);
  if (ref !== null && cases.length === 0) {
    report.say('entries', 'not-checked', 'noSuchCase', { ref });
    return;
  }
  let entries = 0;
  for (const one of cases) {
    const checked = await checkCase(source, log, one, by, report);
    if (checked === null) {
      report.say('entries', 'not-checked', 'caseMissing', { ref: one.ref });
      return;
    }
    entries += checked;
  }
  report.say('entries', 'unchanged', ref === null ? 'allShown' : 'caseShown', {
    ...{ n: entries, cases: cases.length, ref: ref ?? '', closed: log.closed.size },
  });
}

/** One entry by its proof. Null where the whole log is needed for it: it was made public later, or is closed. */
async function checkEntry(
  { source, by, question }: Run,
  index: number,
  report: Report,
): Promise<Answer | null> {
  const bytes = await source.read(`entries/${String(index)}.tlog-proof`);
  if (!bytes) throw new Unreachable('proof');
  let file: ReturnType<typeof readProof>;
  try {
    file = readProof(textOf(bytes));
  } catch {
    report.find({
      line: 'read',
      what: 'proofBroken',
      index,
      served: new TextDecoder().decode(bytes),
    });
    report.rest('not-checked', 'proofBroken');
    return { report, head: null };
  }
  report.served['proof'] = new TextDecoder().decode(bytes);
  const [entry = '', ...parts] = file.extra.split('~');
  const disclosures = parts.slice(0, -1);
  if (disclosures.length === 0) return null;
  if (file.index !== index)
    report.find({
      line: 'read',
      what: 'anotherEntry',
      index,
      expected: String(index),
      computed: String(file.index),
    });
  report.say('read', 'unchanged', 'readProof', { index });
  const policy = await trusted(question.policy, by, report);
  const head = await checkHead(file.note, policy, by, report);
  if (!head) {
    report.rest('not-checked', 'noCheckpoint');
    return { report, head };
  }
  report.say('leaves', 'not-provided', 'onlyOneEntry');
  const hash = await leafHash(by, utf8(entry));
  const root = await rootByProof(by, {
    index,
    size: head.size,
    leaf: hash,
    proof: file.proof,
  }).catch((error: unknown) => {
    if (error instanceof Malformed) return null;
    throw error;
  });
  if (root && same(root, head.root))
    report.say('inclusion', 'unchanged', 'included', { index, hash: toHex(hash) });
  else
    report.find({
      line: 'inclusion',
      what: 'notIncluded',
      index,
      expected: toHex(head.root),
      computed: root ? toHex(root) : '',
    });
  const leaf = leafAt(index, entry, report);
  const open = leaf && (await openAt(index, leaf, disclosures, by, report));
  if (open?.vis === 'sealed') return null;
  report.say('windows', 'unchanged', 'entryOpened', { n: disclosures.length });
  const ref = open?.pub?.case;
  const hashes: never[] = [];
  if (!open) report.say('entries', 'not-checked', 'windowsDiffer');
  else if (ref === undefined) report.say('entries', 'unchanged', 'ofTheLog');
  else {
    const log: Log = { head, hashes, opened: new Map([[index, open]]), closed: new Map() };
    await checkEntryShown(source, log, index, ref, report);
  }
  const leaves = question.earlier.length > 0 ? await leafHashes(source, head.size) : null;
  const genuine = leaves && (await leadToRoot(by, leaves, head)) ? leaves : null;
  await checkEarlier(head, question.earlier, genuine, policy, by, report);
  report.say('deadlines', 'not-provided', 'noDeadlines');
  return { report, head };
}

async function checkEntryShown(
  source: Source,
  log: Log,
  index: number,
  ref: string,
  report: Report,
): Promise<void> {
  const bytes = await source.read(`cases/${ref}.json`);
  if (!bytes) {
    report.say('entries', 'not-checked', 'caseMissing', { ref });
    return;
  }
  const { n = 0, kind, date } = log.opened.get(index)?.pub ?? {};
  report.name(index, ref, n);
  const shown = shownAt(bytes, n);
  const [expected, computed] = [
    JSON.stringify({ n, index, kind, date }),
    JSON.stringify(shown && { n: shown.n, index: shown.index, kind: shown.kind, date: shown.date }),
  ];
  if (expected === computed) report.say('entries', 'unchanged', 'entryShown', { n, ref });
  else
    report.find({
      line: 'entries',
      what: shown ? 'entryDiffers' : 'leftOut',
      index,
      ref,
      n,
      expected,
      computed,
    });
}

function shownAt(
  bytes: Uint8Array,
  n: number,
): Record<'n' | 'index' | 'kind' | 'date', unknown> | null {
  try {
    const { entries } = JSON.parse(textOf(bytes)) as {
      entries: Record<'n' | 'index' | 'kind' | 'date', unknown>[];
    };
    return entries.find((entry) => entry.n === n) ?? null;
  } catch {
    return null;
  }
}
