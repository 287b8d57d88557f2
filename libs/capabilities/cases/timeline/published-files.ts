import type { CharterVersionRow, PublicMemberRow } from '#committee/process';
import { Unavailable, type Row } from '#kernel';
import { caseFileText } from './case-state.js';
import { disclosureKey, type DisclosureRow } from './disclosure.projection.js';
import { disclosureLine, type DisclosureLine, type Standing } from './disclosure-line.js';
import type { PublicCaseRow } from './public-case.projection.js';
import type { TimelineEntryRow } from './timeline-entry.projection.js';
import type { WithdrawnCaseRow } from './withdrawn-case.projection.js';

/** Rows of public views, all as of one size of the log: a snapshot of a database, or a fold of one's own. */
export interface PublicRows {
  /** In key order, from a key on and up to before another; null: to the end. */
  rows<R extends Row>(view: string, from: string, before: string | null): AsyncIterable<R>;
  /** Those of these keys that there are. */
  byKeys<R extends Row>(view: string, keys: readonly string[]): Promise<readonly R[]>;
}

/** The views whose rows states and disclosures are made of. */
export const stateViews = ['public_case', 'public_roster', 'charter_version', 'timeline_entry'];
export const disclosureViews = ['disclosure', 'public_case'];
/** What may have been taken back since, whatever those views say. */
export const removalViews = ['withdrawn_case'];

/** Leaves of a file of disclosures, as of a bundle of entries. */
export const disclosuresInFile = 256;

/** Cases whose rows are in memory at once. */
const casesAtOnce = 200;

/** A case's file: its ref and the text. */
export interface CaseFileText {
  readonly ref: string;
  readonly text: string;
}

/** The files of all public cases, by ref. */
export async function* caseFiles(from: PublicRows): AsyncIterable<CaseFileText> {
  let batch: PublicCaseRow[] = [];
  for await (const row of from.rows<PublicCaseRow>('public_case', '', null)) {
    if ((row.withdrawnOn ?? null) !== null) continue;
    batch.push(row);
    if (batch.length < casesAtOnce) continue;
    yield* await filesOf(batch, from);
    batch = [];
  }
  yield* await filesOf(batch, from);
}

/** The file of one case: null for one that is not public, `withdrawn` with the index of the act that took it back. */
export async function caseFileOf(
  ref: string,
  from: PublicRows,
): Promise<{ readonly text: string } | { readonly withdrawnAt: number } | null> {
  const [row] = await from.byKeys<PublicCaseRow>('public_case', [ref]);
  if (!row) return null;
  const withdrawnAt = row.withdrawnAt ?? (await removals([ref], from)).get(ref) ?? null;
  if (withdrawnAt !== null) return { withdrawnAt };
  const [file] = await filesOf([row], from);
  return file ?? null;
}

async function filesOf(cases: readonly PublicCaseRow[], from: PublicRows): Promise<CaseFileText[]> {
  if (cases.length === 0) return [];
  const members = await ofCases<PublicMemberRow>('public_roster', cases, from);
  const charters = await ofCases<CharterVersionRow>('charter_version', cases, from);
  const entries = await ofCases<TimelineEntryRow>('timeline_entry', cases, from);
  return cases.map((row) => ({
    ref: row.ref,
    text: caseFileText({
      case: row,
      members: members.get(row.ref) ?? [],
      charters: charters.get(row.ref) ?? [],
      entries: entries.get(row.ref) ?? [],
    }),
  }));
}

/** Rows with keys `<ref>/…` by ref, in one reading. Those of other cases between them are passed over. */
async function ofCases<R extends Row & { readonly ref: string }>(
  view: string,
  cases: readonly PublicCaseRow[],
  from: PublicRows,
): Promise<ReadonlyMap<string, R[]>> {
  const found = new Map(cases.map(({ ref }) => [ref, [] as R[]]));
  const places = cases.map(({ ref }) => `${ref}/`).sort();
  const last = places.at(-1) ?? '/';
  // `0` follows the slash.
  for await (const row of from.rows<R>(view, places[0] ?? '', `${last.slice(0, -1)}0`))
    found.get(row.ref)?.push(row);
  return found;
}

/**
 * The lines of one file of disclosures, by index.
 * @param file its number: that of the bundle with the same leaves
 * @throws Unavailable while it has leaves of a case that was taken back after the published size: as of that size they
 * would have to be opened, and they are not opened any more
 */
export async function disclosureLines(
  file: number,
  from: PublicRows,
): Promise<readonly DisclosureLine[]> {
  const first = file * disclosuresInFile;
  const [low, high] = [disclosureKey(first), disclosureKey(first + disclosuresInFile)];
  const rows: DisclosureRow[] = [];
  for await (const row of from.rows<DisclosureRow>('disclosure', low, high)) rows.push(row);
  const cases = await standings(rows, from);
  if ([...cases.values()].some(({ ahead }) => ahead)) throw takenBackSince();
  return linesOf(rows, cases);
}

/** What opens one leaf, with its presentation; null for one that nobody may open. */
export async function disclosureOf(
  index: number,
  from: PublicRows,
): Promise<{ readonly line: DisclosureLine; readonly presentation: string } | null> {
  const [row] = await from.byKeys<DisclosureRow>('disclosure', [disclosureKey(index)]);
  const [line] = row ? linesOf([row], await standings([row], from)) : [];
  return row && line ? { line, presentation: row.presentation } : null;
}

/**
 * For whoever is about to hand out all that is public as of a published size.
 * @throws Unavailable where a case was taken back since then
 */
export async function requireNoneTakenBack(from: PublicRows): Promise<void> {
  const removed: WithdrawnCaseRow[] = [];
  for await (const row of from.rows<WithdrawnCaseRow>('withdrawn_case', '', null))
    removed.push(row);
  const keys = removed.map(({ key }) => key);
  const cases = await from.byKeys<PublicCaseRow>('public_case', keys);
  if (cases.some(({ withdrawnAt }) => (withdrawnAt ?? null) === null)) throw takenBackSince();
}

const takenBackSince = (): Unavailable =>
  new Unavailable(
    'A case was taken back, and no checkpoint is published yet that says so',
    'Try again after the next checkpoint.',
    'STALE_READ',
  );

/** How a case stands; `ahead`: it was taken back, and the published log does not say so yet. */
interface StandingNow extends Standing {
  readonly ahead: boolean;
}

async function standings(
  rows: readonly DisclosureRow[],
  from: PublicRows,
): Promise<ReadonlyMap<string, StandingNow>> {
  const refs = [...new Set(rows.flatMap(({ ref }) => (ref === null ? [] : [ref])))];
  const cases = await from.byKeys<PublicCaseRow>('public_case', refs);
  const removed = await removals(refs, from);
  return new Map(
    cases.map(({ ref, withdrawnAt: published = null }) => {
      const withdrawnAt = published ?? removed.get(ref) ?? null;
      return [ref, { withdrawnAt, ahead: withdrawnAt !== published }];
    }),
  );
}

/** Ref → leaf index of the act by which a case is taken back now. */
async function removals(
  refs: readonly string[],
  from: PublicRows,
): Promise<ReadonlyMap<string, number>> {
  const rows = await from.byKeys<WithdrawnCaseRow>('withdrawn_case', refs);
  return new Map(rows.map(({ key, index }) => [key, index]));
}

const linesOf = (
  rows: readonly DisclosureRow[],
  cases: ReadonlyMap<string, Standing>,
): readonly DisclosureLine[] =>
  rows.map((row) => disclosureLine(row, row.ref === null ? null : cases.get(row.ref)));
