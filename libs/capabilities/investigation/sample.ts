import { localised, type CommandMeta, type Mention } from '#kernel';
import { CommitteeConstituted } from '#committee/events';
import {
  AllegationRegistered,
  InvestigationClosed,
  InvestigationOpened,
  InvestigationPaused,
  InvestigationPlanAdopted,
  StageEntered,
  TermsOfReferenceAdopted,
  type Stage,
} from './events.js';

/** A fictional case for the specs. No process uses it. */
export const ref = 'demo';
/** The day on which the specs decide, in the zone of the installation. */
export const on = '2026-03-02';
export const tomorrow = '2026-03-03';

export const meta: CommandMeta = { actor: { id: 'a', roles: ['chair'] }, commandId: 'c' };
export const lin: Mention = { name: '林某', person: '11111111-1111-4111-8111-111111111111' };
export const zhao: Mention = { name: '赵某', person: '22222222-2222-4222-8222-222222222222' };

/** What was asked and what is kept of it. */
export const said = '林某说过。';
export const sealed = [{ text: '林某', about: lin.person }, { text: '说过。' }];

export const opened = InvestigationOpened({
  case: ref,
  title: localised('示例案件', 'A sample case'),
  publicity: 'public',
  basis: 'panel-record',
  receivedOn: '2026-03-01',
  precision: 'day',
  receivedAt: '2026-02-28T16:30:00.000Z',
});
export const reached = (to: Stage, from: Stage = 'received') =>
  StageEntered({ case: ref, from, to, on });
export const paused = InvestigationPaused({
  ...{ case: ref, on, reasonClass: 'police_first', reason: [{ text: 'Sealed.' }] },
});
export const closed = InvestigationClosed({
  ...{ case: ref, on, from: 'triage', outcome: 'referred', missing: [] },
});

export const termsText = localised('调查三月的会议。', 'The meeting in March is investigated.');
export const terms = TermsOfReferenceAdopted({
  ...{ case: ref, on, version: 1, text: termsText, hash: 'a1'.repeat(32) },
});
export const constituted = CommitteeConstituted({
  case: ref,
  on,
  charterVersion: 1,
  charterHash: 'a1'.repeat(32),
  members: 1,
  seats: [{ constituency: 'legal', members: 1 }],
});
export const plan = InvestigationPlanAdopted({
  ...{ case: ref, on, version: 1, text: [{ text: 'Sealed.' }] },
});
export const allegation = AllegationRegistered({
  ...{ case: ref, allegation: 1, words: [{ text: 'Sealed.' }] },
});
/** A case that has all that a complete investigation has. */
export const complete = [
  opened,
  terms,
  constituted,
  plan,
  allegation,
  reached('findings'),
  reached('decision', 'findings'),
];
