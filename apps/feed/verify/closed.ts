import { toHex } from './bytes.js';
import { dueEntries } from './cases.js';
import type { Log } from './log.js';
import type { Report } from './report.js';

/** Cases that were taken back and still are, each with the leaf of the act. */
function takenBack({ opened }: Pick<Log, 'opened'>): Map<string, number> {
  const acts = new Map<string, number>();
  for (const [index, { ref, publicity }] of opened) {
    if (ref === undefined || publicity === null) continue;
    if (publicity === 'lowered') acts.set(ref, index);
    else acts.delete(ref);
  }
  return acts;
}

/**
 * That each closed leaf is so by an act that took a case back, and each act closes what its own case had before: all of
 * it, and nothing else. Else one case that was taken back could hide any other.
 */
export function checkClosed(log: Log, listed: ReadonlySet<string>, report: Report): void {
  const { opened, closed, hashes } = log;
  const acts = takenBack(log);
  const reasons = new Set([...acts].flatMap(([ref, act]) => (listed.has(ref) ? [] : [act])));
  const closedBy = new Map<number, { count: number; last: number }>();
  for (const [index, { why, by }] of closed) {
    if (why !== 'withdrawn' || by <= index || !reasons.has(by))
      report.find({ line: 'entries', what: 'noReason', index, computed: `${why} ${String(by)}` });
    closedBy.set(by, { count: (closedBy.get(by)?.count ?? 0) + 1, last: index });
  }
  const firstOpen = new Map<string, number>();
  for (const [index, { ref }] of opened)
    if (ref !== undefined && !firstOpen.has(ref)) firstOpen.set(ref, index);
  for (const [ref, act] of acts) {
    const { n = 0, prev } = opened.get(act)?.pub ?? {};
    const place = { line: 'entries', index: act, ref, n } as const;
    const { count = 0, last = -1 } = closedBy.get(act) ?? {};
    // Released leaves stand before their release: the last one that is closed is the entry that the act follows on.
    const expected = `${String(n - 1)} ${prev ?? ''}`;
    const computed = `${String(count)} ${toHex(hashes[last] ?? new Uint8Array())}`;
    if (expected !== computed) report.find({ ...place, what: 'otherClosed', expected, computed });
    const first = firstOpen.get(ref);
    if (first !== act) report.find({ ...place, what: 'stillOpen', computed: String(first) });
  }
}

/** That the pages list every case that is public; of one case, that they list this one. */
export function checkListed(
  log: Log,
  listed: ReadonlySet<string>,
  asked: string | null,
  report: Report,
): void {
  const acts = takenBack(log);
  for (const ref of dueEntries(log).keys())
    if (!acts.has(ref) && !listed.has(ref) && (asked === null || asked === ref))
      report.find({ line: 'entries', what: 'caseLeftOut', ref });
}
