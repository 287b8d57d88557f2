import * as investigation from '#investigation/events';
import { localised } from '#kernel';
import {
  at,
  closed,
  document,
  hash,
  lowered,
  on,
  opened,
  paused,
  policy,
  raised,
  reason,
  ref,
  reopened,
  sealedAction,
  secret,
  shownAction,
  stage,
  words,
  type EffectsOf,
} from './sample.js';

const received = { stage: 'received', on: '2026-03-01' } as const;
const measure = { case: ref, measure: 1, on } as const;

export const investigationEffects: EffectsOf<investigation.InvestigationEvent> = {
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
        withdrawnAt: 1,
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
        withdrawnAt: null,
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
};
