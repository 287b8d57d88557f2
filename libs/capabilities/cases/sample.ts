import { DisclosureReleased, localised, type EventOf } from '#kernel';
import * as committee from '#committee/events';
import * as investigation from '#investigation/events';
import type { CaseEvent } from './case-events.js';
import type { CaseFileRow } from './case-file.projection.js';
import type { PublicCaseRow } from './public-case.projection.js';

/** Fictional events of a case for the specs, one of every type and more where an entry has several forms. */
export const ref = 'demo';
export const on = '2026-03-04';
/** Stands in every sealed text, in every personal field, and for everybody whom the public may not tell apart. */
export const secret = {
  words: 'A sealed word.',
  name: '密某',
  id: '99999999-1111-4111-8111-111111111111',
};

const reason = [{ text: secret.words }];
const known = '11111111-1111-4111-8111-111111111111';
const hash = 'a1'.repeat(32);
const at = { case: ref, on } as const;
const words = localised('公开的文字。', 'Public words.');

export const opened = (publicity: 'public' | 'counted' = 'public', of = ref) =>
  investigation.InvestigationOpened({
    case: of,
    title: localised('示例案件', 'A sample case'),
    publicity,
    basis: 'panel-record',
    receivedOn: '2026-03-01',
    precision: 'month',
    receivedAt: '2026-03-01T00:00:00.000Z',
  });
export const interview = { name: 'interview', words: localised('谈话', 'Interview') };
export const member = { name: 'member', words: localised('成员', 'A member') };
const action = {
  ...at,
  precision: 'day',
  kind: 'secret-kind',
  at: '2026-03-03T00:00:00.000Z',
  actorId: secret.id,
  actor: secret.name,
  summary: reason,
} as const;
export const sealedAction = investigation.ActionRecorded(action);
export const shownAction = investigation.ActionRecorded({
  ...action,
  shownKind: interview,
  shownRole: member,
});
export const policy = investigation.PublicationPolicySet({ ...at, kinds: [interview], roles: [] });
export const document = investigation.PublicDocumentEntered({
  case: ref,
  on: '2026-02-01',
  precision: 'year',
  says: localised('公开信写道', 'The letter says'),
  source: localised('公开信', 'Open letter'),
  excerpt: localised('我们要求……', 'We ask …'),
  marks: ['privacy-of-another-person'],
  wording: reason,
});
export const stage = investigation.StageEntered({
  ...{ ...at, from: 'received', to: 'fact_finding', reason },
});
export const lowered = investigation.CasePublicitySet({
  ...{ ...at, level: 'counted', reasonClass: 'published_by_mistake', by: secret.id, reason },
});
export const raised = investigation.CasePublicitySet({
  ...{ ...at, level: 'public', reasonClass: 'already_publicly_known', by: secret.id, reason },
  ...{ affected: 'agreed', sealedActions: '10-19' },
});
export const paused = investigation.InvestigationPaused({
  ...{ ...at, reasonClass: 'police_first', reason },
});
export const closed = investigation.InvestigationClosed({
  ...{ ...at, from: 'decision', outcome: 'completed', missing: [], reason },
});
export const reopened = investigation.InvestigationReopened({
  ...{ ...at, reasonClass: 'new_evidence', reason },
});

/** What an event does: its entry on the timeline, null when it has none, and what it changes in a case and in its file. */
export interface Effect<E> {
  readonly event: E;
  /** After which events; left out: after the opening. */
  readonly past?: readonly EventOf<CaseEvent>[];
  readonly entry: { readonly kind: string; readonly title: string; readonly text?: string } | null;
  readonly publicCase?: Partial<PublicCaseRow>;
  readonly caseFile?: Partial<CaseFileRow>;
}
type Effects = {
  readonly [T in CaseEvent['type']]: readonly Effect<Extract<EventOf<CaseEvent>, { type: T }>>[];
};

const received = { stage: 'received', on: '2026-03-01' } as const;
const measure = { case: ref, measure: 1, on } as const;
const charter = {
  ...at,
  text: words,
  hash,
  rules: {
    leastEmployeeElected: 0,
    leastExternal: 0,
    leastAlternates: 0,
    leastWomenPercent: 0,
    quorumPercent: 50,
    leastPresent: 2,
    majority: 'simple',
    longestTermDays: 0,
    noticeDays: 3,
  },
} as const;
const seated = {
  ...at,
  memberId: known,
  role: 'chair',
  constituency: 'legal',
  voting: true,
  publicName: '林某',
  name: '林某',
  account: secret.id,
} as const;
const hidden = {
  ...at,
  memberId: known,
  role: 'member',
  constituency: 'hr',
  voting: true,
  name: secret.name,
} as const;
const meeting = { ...at, meeting: 2 } as const;
const decided = {
  ...at,
  subject: 'plan',
  motion: 1,
  tally: { for: 5, against: 1, abstain: 1 },
} as const;
const shownTally = { for: 5, against: 1, abstain: 1 };

export const effects: Effects = {
  'investigation.InvestigationOpened': [
    {
      event: opened(),
      past: [],
      entry: {
        kind: 'opening',
        title: 'Case opened',
        text: 'The case “A sample case” was received.',
      },
      publicCase: { ref, stage: 'received', step: 'received', basis: 'panel-record', entries: 1 },
      caseFile: { ref, stream: 'case-demo', stage: 'received', publicity: 'public', events: 1 },
    },
  ],
  'investigation.PublicationPolicySet': [
    {
      event: policy,
      entry: {
        kind: 'publication-policy',
        title: 'Publication policy set',
        text: 'Actions of 1 kinds are shown as bare steps, with kind, day and acting role only: Interview.',
      },
    },
  ],
  'investigation.ActionRecorded': [
    { event: sealedAction, entry: null },
    { event: shownAction, entry: { kind: 'interview', title: 'Interview' } },
  ],
  'investigation.PublicDocumentEntered': [
    {
      event: document,
      entry: {
        kind: 'document',
        title: 'The letter says (Open letter)',
        text: 'We ask …',
      },
      // An entry of an earlier day does not move the newest day.
      publicCase: { lastEntryOn: '2026-03-01', lastEntryPrecision: 'month' },
    },
  ],
  'investigation.StageEntered': [
    {
      event: stage,
      entry: {
        kind: 'stage',
        title: 'Stage reached: Fact-finding',
        text: 'The case went from “Received” to “Fact-finding”.',
      },
      publicCase: {
        stage: 'fact_finding',
        step: 'looking_into_it',
        stages: [received, { stage: 'fact_finding', on }],
      },
      caseFile: { stage: 'fact_finding' },
    },
  ],
  'investigation.PublicityProposed': [
    {
      event: investigation.PublicityProposed({
        ...{ ...at, reasonClass: 'interest_of_all_employees', by: secret.id, reason },
      }),
      entry: null,
    },
  ],
  'investigation.CasePublicitySet': [
    {
      event: lowered,
      entry: {
        kind: 'publicity',
        title: 'Case no longer public',
        text: 'Reason: it was made public by mistake.',
      },
      publicCase: {
        title: localised('', ''),
        keptTitle: opened().data.title,
        withdrawnOn: on,
        withdrawnFor: 'published_by_mistake',
      },
      caseFile: { publicity: 'counted', loweringConfirmBy: '2026-03-03' },
    },
    {
      event: raised,
      past: [opened(), lowered],
      entry: {
        kind: 'publicity',
        title: 'Case made public',
        text: 'Reason: the matter is publicly known already.',
      },
      publicCase: {
        title: opened().data.title,
        keptTitle: null,
        withdrawnOn: null,
        withdrawnFor: null,
      },
      caseFile: { publicity: 'public', loweringConfirmBy: null },
    },
  ],
  'investigation.CasePublicityConfirmed': [
    {
      event: investigation.CasePublicityConfirmed({ ...at, reason }),
      past: [opened(), lowered],
      entry: null,
      caseFile: { publicity: 'counted', loweringConfirmBy: null },
    },
  ],
  'investigation.SeveritySet': [
    {
      event: investigation.SeveritySet({ ...at, severity: 'crisis', reason }),
      entry: { kind: 'severity', title: 'Severity: Crisis' },
      publicCase: { severity: 'crisis' },
    },
  ],
  'investigation.TermsOfReferenceAdopted': [
    {
      event: investigation.TermsOfReferenceAdopted({ ...at, version: 1, text: words, hash }),
      entry: {
        kind: 'terms-of-reference',
        title: 'Terms of reference adopted',
        text: 'The terms of reference were adopted (version 1). Their text stands on the page of the terms.',
      },
    },
  ],
  'investigation.TermsOfReferenceAmended': [
    {
      event: investigation.TermsOfReferenceAmended({
        ...{ ...at, version: 2, text: words, hash, changes: localised('扩大。', 'Widened.') },
      }),
      entry: {
        kind: 'terms-of-reference',
        title: 'Terms of reference amended (version 2)',
        text: 'What changed: Widened.',
      },
    },
  ],
  'investigation.InvestigationPaused': [
    {
      event: paused,
      entry: {
        kind: 'pause',
        title: 'Investigation paused',
        text: 'Reason: the police go first.',
      },
      publicCase: { paused: { reason: 'police_first', on } },
    },
  ],
  'investigation.InvestigationResumed': [
    {
      event: investigation.InvestigationResumed({ ...at, reason }),
      past: [opened(), paused],
      entry: { kind: 'pause', title: 'Investigation resumed' },
      publicCase: { paused: null },
    },
  ],
  'investigation.InvestigationClosed': [
    {
      event: closed,
      entry: {
        kind: 'closing',
        title: 'Case closed',
        text: 'How it ended: the investigation was completed.',
      },
      publicCase: {
        stage: 'closed',
        step: 'finished',
        stages: [received, { stage: 'closed', on }],
        paused: null,
        closing: { outcome: 'completed', missing: [], on },
      },
      caseFile: { stage: 'closed' },
    },
    {
      event: investigation.InvestigationClosed({
        ...closed.data,
        missing: ['committee', 'plan'],
      }),
      entry: {
        kind: 'closing',
        title: 'Case closed',
        text: 'How it ended: the investigation was completed. Closed without: a constituted committee, an investigation plan.',
      },
      publicCase: {
        stage: 'closed',
        step: 'finished',
        stages: [received, { stage: 'closed', on }],
        closing: { outcome: 'completed', missing: ['committee', 'plan'], on },
      },
      caseFile: { stage: 'closed' },
    },
  ],
  'investigation.InvestigationReopened': [
    {
      event: reopened,
      past: [opened(), closed],
      entry: { kind: 'reopening', title: 'Case reopened', text: 'Reason: there is new evidence.' },
      publicCase: {
        stage: 'reopened',
        step: 'looking_into_it',
        stages: [received, { stage: 'closed', on }, { stage: 'reopened', on }],
        closing: null,
      },
      caseFile: { stage: 'reopened' },
    },
  ],
  'investigation.AllegationRegistered': [
    {
      event: investigation.AllegationRegistered({
        ...{ case: ref, allegation: 1, words: reason },
        ...{ respondentId: secret.id, respondent: secret.name },
      }),
      entry: null,
    },
  ],
  'investigation.InvestigationPlanAdopted': [
    {
      event: investigation.InvestigationPlanAdopted({ ...at, version: 1, text: reason }),
      entry: null,
    },
  ],
  'investigation.MatterReferred': [
    {
      event: investigation.MatterReferred({ ...at, announced: false, to: 'police', reason }),
      entry: null,
    },
    {
      event: investigation.MatterReferred({
        ...{ ...at, announced: true, shownTo: 'labour_authority', to: 'labour_authority', reason },
      }),
      entry: {
        kind: 'referral',
        title: 'Referred outside',
        text: 'The matter was referred to the labour authority.',
      },
    },
  ],
  'investigation.InterimMeasureOrdered': [
    {
      event: investigation.InterimMeasureOrdered({
        ...{ ...measure, kind: 'leave', reviewOn: on, words: reason },
      }),
      entry: null,
    },
  ],
  'investigation.InterimMeasureReviewed': [
    {
      event: investigation.InterimMeasureReviewed({ ...measure, reviewOn: on, reason }),
      entry: null,
    },
  ],
  'investigation.InterimMeasureLifted': [
    { event: investigation.InterimMeasureLifted({ ...measure, reason }), entry: null },
  ],
  'investigation.InvestigationsLinked': [
    {
      event: investigation.InvestigationsLinked({
        ...{ case: ref, other: 'secret-case', how: 'retaliation', reason },
      }),
      entry: null,
    },
  ],
  'investigation.LegalHoldPlaced': [
    { event: investigation.LegalHoldPlaced({ ...at, reason }), entry: null },
  ],
  'investigation.LegalHoldReleased': [
    { event: investigation.LegalHoldReleased({ ...at, reason }), entry: null },
  ],
  'committee.CharterAdopted': [
    {
      event: committee.CharterAdopted({ ...charter, version: 1 }),
      entry: {
        kind: 'charter',
        title: 'Charter adopted',
        text: 'The committee adopted its charter (version 1). Its text stands on the page of the charter.',
      },
    },
  ],
  'committee.CharterAmended': [
    {
      event: committee.CharterAmended({
        ...{ ...charter, version: 2, changes: localised('改了人数。', 'The number of seats.') },
      }),
      entry: {
        kind: 'charter',
        title: 'Charter amended (version 2)',
        text: 'What changed: The number of seats.',
      },
    },
  ],
  'committee.MemberNominated': [
    {
      event: committee.MemberNominated({
        ...{ ...at, constituency: 'union', memberId: secret.id, name: secret.name },
      }),
      entry: { kind: 'membership', title: 'A member was nominated', text: 'Seat: union.' },
    },
  ],
  'committee.MemberAppointed': [
    {
      event: committee.MemberAppointed(seated),
      entry: { kind: 'membership', title: '林某 was appointed chair', text: 'Seat: legal.' },
    },
    {
      event: committee.MemberAppointed(hidden),
      entry: {
        kind: 'membership',
        title: 'A protected member was appointed member',
        text: 'Seat: human resources.',
      },
    },
    {
      event: committee.MemberAppointed({
        ...{ ...seated, constituency: 'employee_elected' },
        title: localised('副主任委员', 'deputy chair'),
        chosenBy: {
          electorate: localised('全体员工', 'all employees'),
          ...{ method: 'ballot', on: '2026-03-01', turnoutPercent: 71 },
        },
      }),
      entry: {
        kind: 'membership',
        title: '林某 was appointed deputy chair',
        text: 'Seat: elected by employees. Chosen by all employees by ballot on 2026-03-01.',
      },
    },
  ],
  'committee.MemberNameCorrected': [
    {
      event: committee.MemberNameCorrected({
        ...{ ...at, memberId: known, publicName: '林木', name: '林木' },
      }),
      entry: {
        kind: 'membership',
        title: 'The name of a member was corrected',
        text: 'Now written: 林木.',
      },
    },
    {
      event: committee.MemberNameCorrected({ ...at, memberId: known, name: secret.name }),
      entry: {
        kind: 'membership',
        title: 'The name of a member was corrected',
        text: 'Now written: A protected member.',
      },
    },
  ],
  'committee.CommitteeConstituted': [
    {
      event: committee.CommitteeConstituted({
        ...{ ...at, charterVersion: 3, charterHash: hash, members: 3, women: 2 },
        seats: [
          { constituency: 'legal', members: 1 },
          { constituency: 'external_expert', members: 2 },
        ],
      }),
      entry: {
        kind: 'committee',
        title: 'Committee constituted',
        text: 'Constituted under version 3 of the charter. Seats: legal 1, external expert 2.',
      },
    },
  ],
  'committee.MemberTermEnded': [
    {
      event: committee.MemberTermEnded({
        ...{ ...at, memberId: known, reasonClass: 'resigned', publicName: '林某' },
      }),
      entry: {
        kind: 'membership',
        title: '林某 left the committee',
        text: 'Reason: the member resigned.',
      },
    },
  ],
  'committee.MemberRemoved': [
    {
      event: committee.MemberRemoved({ ...at, memberId: known, reasonClass: 'absence', reason }),
      entry: {
        kind: 'membership',
        title: 'A protected member was removed from the committee',
        text: 'Reason: long absence.',
      },
    },
  ],
  'committee.AlternateSeated': [
    {
      event: committee.AlternateSeated({
        ...{ ...at, memberId: known, publicName: '林某', insteadOf: secret.id, allegation: 1 },
      }),
      entry: {
        kind: 'membership',
        title: 'An alternate was seated',
        text: 'Seated: 林某.',
      },
    },
  ],
  'committee.InterestDeclared': [
    {
      event: committee.InterestDeclared({ ...at, memberId: known, declared: false }),
      entry: { kind: 'interest', title: 'A member declared to have no interest' },
    },
    {
      event: committee.InterestDeclared({
        ...{ ...at, memberId: known, declared: true, interest: 'kinship', detail: reason },
      }),
      entry: { kind: 'interest', title: 'A member declared an interest', text: 'Kind: kinship.' },
    },
  ],
  'committee.ConflictAssessed': [
    {
      event: committee.ConflictAssessed({
        ...{ ...at, memberId: secret.id, outcome: 'conflicted', assessedBy: secret.id, reason },
      }),
      entry: { kind: 'interest', title: 'A declared interest was assessed' },
    },
  ],
  'committee.MemberRecused': [
    {
      event: committee.MemberRecused({ ...at, memberId: secret.id, allegation: 1, reason }),
      entry: { kind: 'recusal', title: 'One member recused' },
    },
  ],
  'committee.ObjectionFiled': [
    {
      event: committee.ObjectionFiled({ ...at, topic: 'delay', by: secret.id, words: reason }),
      entry: { kind: 'objection', title: 'An objection was filed', text: 'About: delay.' },
    },
  ],
  'committee.MeetingConvened': [
    {
      event: committee.MeetingConvened({ ...meeting, meetsOn: '2026-03-09', agenda: reason }),
      entry: {
        kind: 'meeting',
        title: 'Meeting 2 convened',
        text: 'It is to meet on 2026-03-09.',
      },
    },
  ],
  'committee.MeetingHeld': [
    {
      event: committee.MeetingHeld({
        ...{ ...meeting, quorum: true, present: 3, recused: 1, presentIds: [secret.id] },
        minutes: reason,
      }),
      entry: {
        kind: 'meeting',
        title: 'Meeting 2 held',
        text: 'Voting members present: 3, a quorum. Recused: 1.',
      },
    },
    {
      event: committee.MeetingHeld({
        ...{ ...meeting, quorum: false, present: 1, recused: 0, presentIds: [secret.id] },
      }),
      entry: {
        kind: 'meeting',
        title: 'Meeting 2 held',
        text: 'Voting members present: 1, no quorum. Recused: 0.',
      },
    },
  ],
  'committee.MotionPut': [
    {
      event: committee.MotionPut({
        ...{ case: ref, motion: 1, meeting: 2, subject: 'finding', words: reason },
      }),
      entry: null,
    },
  ],
  'committee.VoteRecorded': [
    {
      event: committee.VoteRecorded({ case: ref, motion: 1, memberId: secret.id, vote: 'for' }),
      entry: null,
    },
  ],
  'committee.DecisionCarried': [
    {
      event: committee.DecisionCarried(decided),
      entry: {
        kind: 'decision',
        title: 'Decision carried',
        text: 'About: the plan of the investigation.',
      },
    },
    {
      event: committee.DecisionCarried({ ...decided, shownTally }),
      entry: {
        kind: 'decision',
        title: 'Decision carried',
        text: 'About: the plan of the investigation. For 5, against 1, abstained 1.',
      },
    },
  ],
  'committee.DecisionFailed': [
    {
      event: committee.DecisionFailed({ ...decided, reasonClass: 'no_majority', shownTally }),
      entry: {
        kind: 'decision',
        title: 'Decision failed',
        text: 'About: the plan of the investigation. For 5, against 1, abstained 1.',
      },
    },
    {
      event: committee.DecisionFailed({ ...decided, reasonClass: 'no_quorum' }),
      entry: {
        kind: 'decision',
        title: 'Decision failed: no quorum',
        text: 'About: the plan of the investigation.',
      },
    },
  ],
  'disclosure.DisclosureReleased': [
    {
      event: DisclosureReleased({
        ...at,
        shows: [{ version: 0, kind: 'opening', date: on, title: localised('立案', 'Case opened') }],
      }),
      entry: {
        kind: 'release',
        title: 'Earlier procedural steps released',
        text: 'Earlier steps that show from now on: 1.',
      },
    },
  ],
};
