// The rosters of a file of actions, folded without any of the product's code: what an import is compared with.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

interface Change {
  readonly case: string;
  readonly at: string;
  readonly kind: string;
  readonly actor?: string | null;
  readonly actorRole: string;
  readonly extra: { readonly member: string };
}

export const changesOf = (file: string): Change[] => {
  const bytes = readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Change);
};

const chairs = new Set(['chair', 'chairman', 'chairwoman', 'chairperson']);

/** Whether each member of one case has the chair. */
type Seats = Map<string, boolean>;
const chairsOf = (seats: Seats) => [...seats].flatMap(([member, chair]) => (chair ? [member] : []));

/** What one moment leaves. A committee has one chair: who would be a second one when it is over keeps the seat of before. */
function after(before: Seats, moment: readonly Change[]): { seats: Seats; second: string[] } {
  const seats = new Map(before);
  for (const { kind, actorRole, extra } of moment) {
    if (kind === 'member-left') seats.delete(extra.member);
    else if (kind !== 'member-name-corrected') seats.set(extra.member, chairs.has(actorRole));
  }
  const inOrder = [...chairsOf(before), ...moment.map(({ extra }) => extra.member)];
  const [, ...second] = new Set(inOrder.filter((member) => seats.get(member) === true));
  for (const member of second) {
    const seat = before.get(member);
    if (seat === undefined) seats.delete(member);
    else seats.set(member, false);
  }
  return { seats, second };
}

export interface Rosters {
  /** By case: sorted `name` or `name (chair)`, with the names that the file has last. */
  readonly seated: Map<string, string[]>;
  /** Who was made a second chair, as `case member`. */
  readonly second: readonly string[];
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
  const second: string[] = [];
  for (const [ref, all] of [...cases].sort(([a], [b]) => (a < b ? -1 : 1))) {
    let seats: Seats = new Map();
    for (let from = 0; from < all.length;) {
      let to = from;
      while (all[to]?.at === all[from]?.at) to += 1;
      const left = after(seats, all.slice(from, to));
      seats = left.seats;
      second.push(...left.second.map((member) => `${ref} ${member}`));
      from = to;
    }
    const shown = [...seats].map(
      ([member, chair]) => `${names.get(`${ref} ${member}`) ?? ''}${chair ? ' (chair)' : ''}`,
    );
    if (shown.length > 0) seated.set(ref, shown.sort());
  }
  return { seated, second };
}
