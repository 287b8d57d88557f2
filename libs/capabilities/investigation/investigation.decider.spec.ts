import { describe, expect, it } from '@jest/globals';
import { fill, localised, Refused } from '#kernel';
import { describeAllTried } from '../../../test/language/all-tried.js';
import { context } from '../../../test/language/given.js';
import {
  AddAllegation,
  ChangeStage,
  CloseInvestigation,
  DefineTermsOfReference,
  EnterPublicDocument,
  investigationCommands,
  LiftInterimMeasure,
  LinkInvestigation,
  OpenInvestigation,
  OrderInterimMeasure,
  Pause,
  RecordAction,
  Reopen,
  SetPublicationPolicy,
} from './investigation.commands.js';
import { ActionRecorded, type Stage } from './events.js';
import { investigation } from './investigation.decider.js';
import { investigationRefusals } from './investigation.refusals.js';
import { evolve, initialState } from './investigation.state.js';
import {
  closed,
  complete,
  constituted,
  meta,
  on,
  opened,
  paused,
  reached,
  ref,
  terms,
  tomorrow,
} from './sample.js';

const after = (...past: readonly Parameters<typeof evolve>[1][]) =>
  past.reduce(evolve, initialState);

describeAllTried(
  'investigation',
  new URL('.', import.meta.url),
  investigationRefusals,
  investigationCommands,
);

it('has 22 commands', () => {
  expect(investigationCommands).toHaveLength(22);
});

describe('refusals', () => {
  const words = localised('文字。', 'Words.');
  const listed = { name: 'visit', words: localised('走访', 'Visit') };
  const document = { on, says: words, source: words, excerpt: words };
  const stage = (to: Stage, more: object = {}) => new ChangeStage({ case: ref, to, ...more }, meta);
  const close = (more: object = {}) =>
    new CloseInvestigation({ case: ref, outcome: 'completed', ...more }, meta);
  const policy = (more: object) =>
    new SetPublicationPolicy({ case: ref, kinds: [listed], ...more }, meta);
  const define = (text: typeof words) => new DefineTermsOfReference({ case: ref, text }, meta);
  const act = (more: object = {}) =>
    new RecordAction({ case: ref, at: '2026-03-02T09:00:00+08:00', kind: 'visit', ...more }, meta);
  const open = (more: object = {}) =>
    new OpenInvestigation(
      { case: ref, title: words, receivedAt: '2026-03-01T00:30:00+08:00', ...more },
      meta,
    );
  const triage = after(opened, reached('triage'));
  const marked = { ...document, marks: ['privacy-of-another-person'] } as const;

  // Those of publicity stand beside the rules of publicity.
  const cases = [
    ['investigation.no-such-case', act(), 'case', initialState],
    ['investigation.already-open', open(), 'case', triage],
    ['investigation.not-a-moment', open({ receivedAt: 'x' }), 'receivedAt', initialState],
    ['investigation.not-a-moment', act({ at: 'x' }), 'at', triage],
    ['investigation.not-a-day', stage('planning', { on: 'x' }), 'on', triage],
    ['investigation.day-ahead', stage('planning', { on: tomorrow }), 'on', triage],
    [
      'investigation.day-ahead',
      open({ receivedAt: `${tomorrow}T00:00:00+08:00` }),
      'receivedAt',
      initialState,
    ],
    ['investigation.day-ahead', act({ at: `${tomorrow}T00:00:00+08:00` }), 'at', triage],
    [
      'investigation.day-ahead',
      new EnterPublicDocument({ case: ref, ...document, on: tomorrow }, meta),
      'on',
      triage,
    ],
    ['investigation.kind-listed-twice', policy({ kinds: [listed, listed] }), 'kinds', triage],
    ['investigation.role-listed-twice', policy({ roles: [listed, listed] }), 'roles', triage],
    ['investigation.kind-missing', act({ kind: '' }), 'kind', triage],
    [
      'investigation.wording-missing',
      new EnterPublicDocument({ case: ref, ...marked }, meta),
      'wording',
      triage,
    ],
    ['investigation.going-back-needs-reason', stage('received'), 'reason', triage],
    ['investigation.closed', stage('planning'), 'case', after(opened, closed)],
    ['investigation.paused', stage('planning'), 'case', after(opened, paused)],
    [
      'investigation.not-closed',
      new Reopen({ case: ref, reasonClass: 'other', reason: 'x' }, meta),
      'case',
      triage,
    ],
    ['investigation.close-instead', stage('closed'), 'to', triage],
    ['investigation.reopen-instead', stage('reopened'), 'to', triage],
    [
      'investigation.exit-only-from-triage',
      close({ outcome: 'referred' }),
      'outcome',
      after(...complete),
    ],
    ['investigation.steps-missing', close(), 'despite', triage],
    ['investigation.closing-needs-reason', close({ outcome: 'referred' }), 'reason', triage],
    [
      'investigation.reason-missing',
      new Pause({ case: ref, reasonClass: 'other', reason: '' }, meta),
      'reason',
      triage,
    ],
    [
      'investigation.reason-missing',
      new AddAllegation({ case: ref, words: '' }, meta),
      'words',
      triage,
    ],
    ['investigation.text-missing', define(localised('', '')), 'text', triage],
    ['investigation.changes-missing', define(words), 'changes', after(opened, terms)],
    [
      'investigation.no-such-measure',
      new LiftInterimMeasure({ case: ref, measure: 1, reason: 'x' }, meta),
      'measure',
      triage,
    ],
    [
      'investigation.review-too-early',
      new OrderInterimMeasure({ case: ref, kind: 'leave', reviewOn: on, words: 'x' }, meta),
      'reviewOn',
      triage,
    ],
    [
      'investigation.link-to-itself',
      new LinkInvestigation({ case: ref, other: ref, how: 'other' }, meta),
      'other',
      triage,
    ],
  ] as const;

  it.each(cases)('%s names the input that it is about', (code, command, field, state) => {
    const refusal = refusalOf(() => investigation.decide(command, state, context));
    expect([refusal.code, refusal.field]).toEqual([code, [field]]);
  });

  it.each(cases)('%s leaves no place of its sentences unfilled', (code, command, _field, state) => {
    const { values } = refusalOf(() => investigation.decide(command, state, context));
    const { zh, en } = fill(investigationRefusals[code], values);
    expect(`${zh}${en}`).not.toMatch(/[{}]/);
  });

  it('has no sentence with places that is not tried here', () => {
    const tried: readonly string[] = cases.map(([code]) => code);
    const withPlaces = Object.entries(investigationRefusals)
      .filter(([, { zh, en }]) => /\{/.test(zh + en))
      .map(([code]) => code);
    expect(withPlaces.filter((code) => !tried.includes(code))).toEqual([]);
  });

  it('lists what is missing in the words of each language', () => {
    const state = after(...complete.filter((event) => event !== constituted && event !== terms));
    const { values } = refusalOf(() => investigation.decide(close(), state, context));
    expect(values).toEqual({
      missing: localised('调查范围、调查委员会', 'terms of reference, a constituted committee'),
    });
  });
});

describe('the state of a case', () => {
  it('is not opened by anything but its opening', () => {
    const acted = ActionRecorded({
      ...{ case: ref, on, precision: 'day', kind: 'visit', at: '2026-03-02T01:00:00.000Z' },
    });
    for (const event of [reached('triage'), acted, constituted, closed])
      expect(after(event)).toEqual({ phase: 'not-open' });
  });

  it('is decided by one stream: that of the case', () => {
    for (const definition of investigationCommands)
      expect(investigation.caseOf(new definition({ case: ref } as never, meta))).toBe(ref);
  });
});

function refusalOf(work: () => unknown): Refused {
  try {
    work();
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
  throw new Error('not refused');
}
