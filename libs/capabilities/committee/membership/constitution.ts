import type { Localised } from '#kernel';
import { refused } from '../committee.refusals.js';
import type { Committee } from '../committee.state.js';
import { constituency, type CharterRules, type Constituency } from '../events.js';

/** A committee that meets its charter. */
export interface Constitution {
  readonly version: number;
  readonly hash: string;
  readonly members: number;
  readonly seats: readonly { readonly constituency: Constituency; readonly members: number }[];
}

/**
 * Checks who sits against the charter in force.
 * @param women as the chair attests it
 * @throws Refused naming the first rule that is not met, with the numbers
 */
export function constitutionOf(
  { charter, members }: Committee,
  women: number | undefined,
): Constitution {
  if (!charter) throw refused('committee.no-charter', ['case']);
  const { version, hash, rules } = charter;
  const all = [...members.values()];
  const seated = all.filter(({ role }) => role === 'chair' || role === 'member');
  if (!seated.some(({ role }) => role === 'chair')) throw refused('committee.no-chair', ['case']);
  const seats = constituency.values
    .map((constituency) => ({
      constituency,
      members: seated.filter((member) => member.constituency === constituency).length,
    }))
    .filter((row) => row.members > 0);
  const have = (kind: Constituency) => seats.find((row) => row.constituency === kind)?.members ?? 0;
  atLeast(
    'committee.too-few-employee-elected',
    rules.leastEmployeeElected,
    have('employee_elected'),
  );
  atLeast('committee.too-few-external', rules.leastExternal, have('external_expert'));
  const empty = emptySeats(rules, have);
  if (empty.length > 0)
    throw refused('committee.seats-not-filled', ['case'], { missing: inWords(empty) });
  atLeast(
    'committee.too-few-alternates',
    rules.leastAlternates,
    all.filter(({ role }) => role === 'alternate').length,
  );
  const percent = rules.leastWomenPercent;
  if (percent > 0 && (women === undefined || women * 100 < percent * seated.length))
    throw refused('committee.share-not-met', ['women'], { percent });
  return { version, hash, members: seated.length, seats };
}

function atLeast(
  code:
    | 'committee.too-few-employee-elected'
    | 'committee.too-few-external'
    | 'committee.too-few-alternates',
  least: number,
  now: number,
): void {
  if (now < least) throw refused(code, ['case'], { least, now });
}

interface Empty {
  readonly constituency: Constituency;
  readonly count: number;
}

const emptySeats = ({ seats = [] }: CharterRules, have: (kind: Constituency) => number): Empty[] =>
  constituency.values.flatMap((constituency) => {
    const wanted = seats
      .filter((row) => row.constituency === constituency)
      .reduce((sum, row) => sum + row.seats, 0);
    const count = wanted - have(constituency);
    return count > 0 ? [{ constituency, count }] : [];
  });

const inWords = (empty: readonly Empty[]): Localised => ({
  zh: empty.map((row) => `${seatWords(row).zh} ${String(row.count)} 个`).join('、'),
  en: empty.map((row) => `${seatWords(row).en} ${String(row.count)}`).join(', '),
});
const seatWords = (row: Empty) => constituency.words[row.constituency];
