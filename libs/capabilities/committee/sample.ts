import { localised, type CommandMeta, type Mention } from '#kernel';
import {
  AllegationRegistered,
  InvestigationClosed,
  InvestigationOpened,
} from '#investigation/events';
import {
  MemberRecused,
  CharterAdopted,
  CommitteeConstituted,
  MeetingConvened,
  MeetingHeld,
  MemberAppointed,
  type CharterRules,
  type Constituency,
  type MemberRole,
} from './events.js';

/** A fictional committee for the specs. No process uses it. */
export const ref = 'demo';

export const meta = (...roles: CommandMeta['actor']['roles']): CommandMeta => ({
  actor: { id: accountOf(9), roles: roles.length > 0 ? roles : ['chair'] },
  commandId: 'c',
});
export const idOf = (n: number): string => `${String(n).repeat(8)}-1111-4111-8111-111111111111`;
export const accountOf = (n: number): string =>
  `${String(n).repeat(8)}-2222-4222-8222-222222222222`;
export const personOf = (n: number): Mention => ({ name: `成员${String(n)}`, person: idOf(n) });
/** The member of that number, signed in. */
export const self = (n: number): CommandMeta => ({
  actor: { id: accountOf(n), roles: ['member'] },
  commandId: 'c',
});

export const opened = InvestigationOpened({
  case: ref,
  title: localised('示例案件', 'A sample case'),
  publicity: 'public',
  basis: 'panel-record',
  receivedOn: '2026-02-01',
  precision: 'day',
  receivedAt: '2026-02-01T00:00:00.000Z',
});

export const text = localised('委员会依本规则工作。', 'The committee works under these rules.');
export const rules: CharterRules = {
  seats: [
    { constituency: 'legal', seats: 1 },
    { constituency: 'employee_elected', seats: 2 },
    { constituency: 'external_expert', seats: 1 },
  ],
  leastEmployeeElected: 2,
  leastExternal: 1,
  leastAlternates: 1,
  leastWomenPercent: 0,
  quorumPercent: 60,
  leastPresent: 2,
  majority: 'simple',
  longestTermDays: 0,
  noticeDays: 3,
};
export const charter = (change: Partial<CharterRules> = {}) =>
  CharterAdopted({
    case: ref,
    on: '2026-02-02',
    version: 1,
    text,
    hash: 'a1'.repeat(32),
    rules: { ...rules, ...change },
  });

export const election = {
  electorate: localised('全体员工', 'all employees'),
  method: 'ballot',
  on: '2026-02-03',
} as const;

export const member = (
  n: number,
  role: MemberRole,
  constituency: Constituency,
  change: { until?: string; protected?: boolean } = {},
) =>
  MemberAppointed({
    case: ref,
    on: '2026-02-04',
    memberId: idOf(n),
    role,
    constituency,
    voting: role === 'chair' || role === 'member',
    ...(constituency === 'employee_elected' && { chosenBy: election }),
    ...(change.until !== undefined && { until: change.until }),
    ...(change.protected !== true && { publicName: personOf(n).name }),
    name: personOf(n).name,
    account: accountOf(n),
  });

/** Chair 1, members 2 to 4, alternate 5. */
export const members = [
  member(1, 'chair', 'legal'),
  member(2, 'member', 'employee_elected'),
  member(3, 'member', 'employee_elected'),
  member(4, 'member', 'external_expert'),
  member(5, 'alternate', 'employee_elected'),
];
export const constituted = CommitteeConstituted({
  case: ref,
  on: '2026-02-05',
  charterVersion: 1,
  charterHash: 'a1'.repeat(32),
  members: 4,
  seats: [
    { constituency: 'legal', members: 1 },
    { constituency: 'employee_elected', members: 2 },
    { constituency: 'external_expert', members: 1 },
  ],
});
/** A committee that can work. */
export const working = [opened, charter(), ...members, constituted];

export const convened = MeetingConvened({
  case: ref,
  meeting: 1,
  on: '2026-02-10',
  meetsOn: '2026-02-20',
});
export const held = (...present: readonly number[]) =>
  MeetingHeld({
    case: ref,
    meeting: 1,
    on: '2026-02-20',
    quorum: true,
    present: present.length,
    recused: 0,
    presentIds: present.map(idOf),
  });

export const today = '2026-03-02';
export const closed = InvestigationClosed({
  ...{ case: ref, on: today, from: 'triage', outcome: 'referred', missing: [] },
});
export const allegation = AllegationRegistered({
  ...{ case: ref, allegation: 1, words: [{ text: 'A sealed allegation.' }] },
});
/** Somebody stands aside, from one allegation or from the case. */
export const recused = (n: number, from?: number) =>
  MemberRecused({
    ...{ case: ref, on: '2026-02-12', memberId: idOf(n), reason: [{ text: 'A sealed reason.' }] },
    ...(from !== undefined && { allegation: from }),
  });
