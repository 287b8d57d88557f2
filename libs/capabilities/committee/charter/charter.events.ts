import {
  textVersion,
  defineEvent,
  fill,
  integerIn,
  listOf,
  localised,
  localisedText,
  named,
  noted,
  oneOf,
  open,
  optional,
  record,
  type ValuesOf,
} from '#kernel';
import { constituency } from '../words.js';

const count = integerIn(0, 100);
const percent = integerIn(0, 100);

/** Seats of one constituency; all members but alternates and the secretary sit on one. */
const seats = noted(
  'Seats of one constituency.',
  named('Seats', record({ constituency, seats: count })),
);

const rules = {
  seats: noted('Left out: any number of members of any constituency.', optional(listOf(seats, 20))),
  leastEmployeeElected: noted('Members elected by employees, at least.', count),
  leastExternal: noted('External experts, at least.', count),
  leastAlternates: noted('Alternates, at least, when the committee is constituted.', count),
  leastWomenPercent: noted('Share of women, at least; 0: no such rule.', percent),
  quorumPercent: noted(
    'Voting members that must be present, in percent of those who are not recused.',
    percent,
  ),
  leastPresent: noted('Voting members that must be present, at least.', count),
  majority: noted(
    'Simple: more for than against. Two thirds: of the votes for and against.',
    named('Majority', oneOf('simple', 'two_thirds')),
  ),
  longestTermDays: noted('Longest term of a member in days; 0: no such rule.', integerIn(0, 3660)),
  noticeDays: noted(
    'Days between convening a meeting and the meeting, at least.',
    integerIn(0, 60),
  ),
};
/** What deciders check. A charter says in words what these rules say in numbers. */
export const charterRules = noted(
  'The rules of a charter that the system checks.',
  named('CharterRules', record(rules)),
);
export type CharterRules = ValuesOf<typeof rules>;

/** `hash` is that of `{rules, text}`. */
const charter = { ...textVersion, rules: open(charterRules) };

/** The committee has rules to work under. */
export const CharterAdopted = defineEvent('committee.CharterAdopted', {
  version: 1,
  summary: localised('通过工作规则', 'A charter was adopted.'),
  fields: charter,
  entry: ({ on }) => ({
    kind: 'charter',
    date: on,
    title: localised('工作规则已通过', 'Charter adopted'),
    text: localised(
      '委员会通过了工作规则（第 1 版）。全文见本案的工作规则页。',
      'The committee adopted its charter (version 1). Its text stands on the page of the charter.',
    ),
  }),
});

/** The rules were changed; the versions before stay readable. */
export const CharterAmended = defineEvent('committee.CharterAmended', {
  version: 1,
  summary: localised('修订工作规则', 'The charter was amended.'),
  fields: { ...charter, changes: open(localisedText) },
  entry: ({ on, version, changes }) => ({
    kind: 'charter',
    date: on,
    title: fill(
      localised('工作规则已修订（第 {version} 版）', 'Charter amended (version {version})'),
      { version },
    ),
    text: fill(localised('修订内容：{changes}', 'What changed: {changes}'), { changes }),
  }),
});
