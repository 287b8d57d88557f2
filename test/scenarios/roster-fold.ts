// The rosters of a file of actions, folded without any of the product's code: what an import is compared with.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

interface Change {
  /** Number of its line. */
  readonly line: number;
  readonly case: string;
  readonly at: string;
  readonly kind: string;
  readonly actor?: string | null;
  readonly actorRole: string;
  readonly extra: { readonly member: string };
}

const textsOf = (file: string): string[] => {
  const bytes = readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').split('\n');
};

export const changesOf = (file: string): Change[] =>
  textsOf(file).flatMap((text, i) =>
    text === '' ? [] : [{ ...(JSON.parse(text) as Omit<Change, 'line'>), line: i + 1 }],
  );

/** The lines of a file as they stand, by case. */
export const linesByCase = (file: string): Map<string, string[]> => {
  const cases = new Map<string, string[]>();
  for (const text of textsOf(file).filter((one) => one !== '')) {
    const { case: ref } = JSON.parse(text) as Change;
    cases.set(ref, [...(cases.get(ref) ?? []), text]);
  }
  return cases;
};

const chairs = new Set(['chair', 'chairman', 'chairwoman', 'chairperson']);

/** Whether each member of one case has the chair. */
type Seats = Map<string, boolean>;
const chairsOf = (seats: Seats) => [...seats].flatMap(([member, chair]) => (chair ? [member] : []));

/** A line that makes somebody a second chair. */
export interface SecondChair {
  readonly line: number;
  /** Whether who is made one sits already. */
  readonly sits: boolean;
}

/** What one moment leaves. A committee has one chair: who would be a second one when it is over is a member. */
function after(before: Seats, moment: readonly Change[]): { seats: Seats; second: SecondChair[] } {
  const seats = new Map(before);
  for (const { kind, actorRole, extra } of moment) {
    if (kind === 'member-left') seats.delete(extra.member);
    else if (kind !== 'member-name-corrected') seats.set(extra.member, chairs.has(actorRole));
  }
  const inOrder = [...chairsOf(before), ...moment.map(({ extra }) => extra.member)];
  const [, ...others] = new Set(inOrder.filter((member) => seats.get(member) === true));
  const second = others.map((member) => {
    seats.set(member, false);
    const made = moment.find(
      ({ extra, kind, actorRole }) =>
        extra.member === member && kind !== 'member-left' && chairs.has(actorRole),
    );
    return { line: made?.line ?? 0, sits: before.has(member) };
  });
  return { seats, second };
}

export interface Rosters {
  /** By case: sorted `name` or `name (chair)`, with the names that the file has last. */
  readonly seated: Map<string, string[]>;
  readonly second: readonly SecondChair[];
}

/** Who sits at the end of a day. */
export function rostersAt(changes: readonly Change[], day: string, zone: string): Rosters {
  const days = new Intl.DateTimeFormat('en-CA', { timeZone: zone });
  const names = new Map<string, string>();
  const cases = new Map<string, Change[]>();
  for (const change of changes) {
    const { case: ref, at, kind, actor, extra } = change;
    if (kind !== 'member-left') names.set(`${ref} ${extra.member}`, actor ?? '未具名 · not named');
    if (days.format(new Date(at)) > day) continue;
    const held = cases.get(ref);
    if (held) held.push(change);
    else cases.set(ref, [change]);
  }
  const seated = new Map<string, string[]>();
  const second: SecondChair[] = [];
  for (const [ref, all] of [...cases].sort(([a], [b]) => (a < b ? -1 : 1))) {
    let seats: Seats = new Map();
    for (let from = 0; from < all.length;) {
      let to = from;
      while (all[to]?.at === all[from]?.at) to += 1;
      const left = after(seats, all.slice(from, to));
      seats = left.seats;
      second.push(...left.second);
      from = to;
    }
    const shown = [...seats].map(
      ([member, chair]) => `${names.get(`${ref} ${member}`) ?? ''}${chair ? ' (chair)' : ''}`,
    );
    if (shown.length > 0) seated.set(ref, shown.sort());
  }
  return { seated, second };
}

/**
 * The lines that change nothing: a seat that the member has already, or a name as it is. Each member’s lines are
 * followed alone, in their order; `titles` are the public words of a role, and second chairs do not count.
 */
export function idleLines(
  changes: readonly Change[],
  second: readonly SecondChair[],
  titles: ReadonlyMap<string, string>,
): number[] {
  const refused = new Set(second.map(({ line }) => line));
  const held = new Map<string, { seat: string; name: string }>();
  const idle: number[] = [];
  for (const { line, case: ref, kind, actor, actorRole, extra } of changes) {
    const key = `${ref} ${extra.member}`;
    if (kind === 'member-left') {
      held.delete(key);
      continue;
    }
    const before = held.get(key);
    if (refused.has(line) && before) continue;
    let seat = chairs.has(actorRole) ? 'chair' : `member ${titles.get(actorRole) ?? ''}`;
    if (refused.has(line)) seat = 'member ';
    if (kind === 'member-name-corrected') seat = before?.seat ?? '';
    const name = actor ?? '未具名 · not named';
    if (before?.seat === seat && before.name === name) idle.push(line);
    else held.set(key, { seat, name });
  }
  return idle;
}
