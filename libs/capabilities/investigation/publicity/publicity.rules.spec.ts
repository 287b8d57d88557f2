import { describe, expect, it } from '@jest/globals';
import { localised, type CommandMeta } from '#kernel';
import { given } from '../../../../test/language/given.js';
import {
  ActionRecorded,
  bandOf,
  CasePublicityConfirmed,
  CasePublicitySet,
  InvestigationOpened,
  PublicityProposed,
  sealedBands,
} from '../events.js';
import { investigation } from '../investigation.decider.js';
import { ConfirmPublicity, SetPublicity } from './publicity.rules.js';

const ref = 'demo';
const by = (id: string): CommandMeta => ({ actor: { id, roles: ['chair'] }, commandId: 'c' });
const opened = (publicity: 'public' | 'counted') =>
  InvestigationOpened({
    case: ref,
    title: localised('示例案件', 'A sample case'),
    publicity,
    basis: 'panel-record',
    receivedOn: '2026-03-01',
    precision: 'day',
    receivedAt: '2026-03-01T00:00:00.000Z',
  });
const action = ActionRecorded({
  case: ref,
  on: '2026-03-01',
  precision: 'day',
  kind: 'interview',
  at: '2026-03-01T00:00:00.000Z',
});
const hearing = { name: 'hearing', words: localised('听证', 'A hearing') };

const raise = (data: Partial<SetPublicity['data']> = {}, who = 'a') =>
  new SetPublicity(
    {
      case: ref,
      level: 'public',
      reasonClass: 'already_publicly_known',
      reason: 'It is in the news.',
      affected: 'agreed',
      respondent: 'told',
      ...data,
    },
    by(who),
  );
const lower = (data: Partial<SetPublicity['data']> = {}, who = 'a') =>
  new SetPublicity(
    {
      case: ref,
      level: 'counted',
      reasonClass: 'protection_of_a_person',
      reason: 'She asked.',
      ...data,
    },
    by(who),
  );
const confirm = (who: string, data: Partial<ConfirmPublicity['data']> = {}) =>
  new ConfirmPublicity({ case: ref, ...data }, by(who));

const raised = {
  case: ref,
  on: '2026-03-02',
  level: 'public',
  reasonClass: 'already_publicly_known',
  sealedActions: 'under-10',
  affected: 'agreed',
  by: 'a',
  reason: [{ text: 'It is in the news.' }],
} as const;
const lowered = {
  case: ref,
  on: '2026-03-02',
  level: 'counted',
  reasonClass: 'protection_of_a_person',
  by: 'a',
  reason: [{ text: 'She asked.' }],
} as const;
const proposed = {
  case: ref,
  on: '2026-03-02',
  reasonClass: 'already_publicly_known',
  by: 'a',
  reason: [{ text: 'It is in the news.' }],
} as const;
const overridden = {
  ...raised,
  affected: 'objected',
  by: 'b',
  reason: [{ text: 'It concerns everyone.' }],
} as const;

const counted = given(investigation, opened('counted'));
const open = given(investigation, opened('public'));
const objected = given(investigation, opened('counted'), PublicityProposed(proposed));
const unconfirmed = given(investigation, opened('public'), CasePublicitySet(lowered));

describe('making a case public', () => {
  it.each(['agreed', 'nobody_affected'] as const)('takes effect at once: %s', (affected) => {
    counted.when(raise({ affected })).then(CasePublicitySet({ ...raised, affected }));
  });

  it('keeps the day that was given', () => {
    counted
      .when(raise({ on: '2026-03-01', respondent: 'nobody_accused' }))
      .then(CasePublicitySet({ ...raised, on: '2026-03-01' }));
  });

  it('says in which band the sealed actions are, without those that show from now on', () => {
    const shown = ActionRecorded({ ...action.data, shownKind: hearing });
    const nine = Array.from({ length: 9 }, () => action);
    given(investigation, opened('counted'), ...nine, shown, shown)
      .when(raise())
      .then(CasePublicitySet(raised));
    given(investigation, opened('counted'), ...nine, action)
      .when(raise())
      .then(CasePublicitySet({ ...raised, sealedActions: '10-19' }));
  });

  it('over an objection is proposed, and takes effect when a second person confirms it', () => {
    counted.when(raise({ affected: 'objected' })).then(PublicityProposed(proposed));
    objected
      .when(confirm('b', { reason: 'It concerns everyone.' }))
      .then(CasePublicitySet(overridden));
  });

  it.each([
    ['investigation.no-such-case', given(investigation), raise()],
    ['investigation.not-a-day', counted, raise({ on: '2026-02-30' })],
    ['investigation.day-ahead', counted, raise({ on: '2026-03-03' })],
    ['investigation.reason-missing', counted, raise({ reason: ' ' })],
    ['investigation.affected-not-asked', counted, raise({ affected: undefined })],
    ['investigation.respondent-not-told', counted, raise({ respondent: undefined })],
  ] as const)('refuses: %s', (code, past, command) => {
    past.when(command).thenRefused(code);
  });

  it('stays quiet in a case that is public', () => {
    open.when(raise()).thenNothing();
  });

  it('stays quiet where the same was proposed over an objection', () => {
    objected.when(raise({ affected: 'objected' }, 'b')).thenNothing();
  });

  it('takes effect after all when the objection was withdrawn', () => {
    objected.when(raise()).then(CasePublicitySet(raised));
  });
});

describe('a case that is no longer public', () => {
  it('takes effect at once, by one person, and asks nobody', () => {
    open.when(lower()).then(CasePublicitySet(lowered));
  });

  it('is confirmed by a second person, with a reason or without', () => {
    unconfirmed
      .when(confirm('b'))
      .then(CasePublicityConfirmed({ case: ref, on: '2026-03-02', reason: undefined }));
    unconfirmed
      .when(confirm('b', { reason: 'Yes.', on: '2026-03-01' }))
      .then(CasePublicityConfirmed({ case: ref, on: '2026-03-01', reason: [{ text: 'Yes.' }] }));
  });

  it('may become public again before it was confirmed, and nothing waits then', () => {
    unconfirmed.when(raise()).then(CasePublicitySet(raised));
    given(investigation, opened('public'), CasePublicitySet(lowered), CasePublicitySet(raised))
      .when(confirm('b'))
      .thenRefused('investigation.nothing-to-confirm');
  });

  it.each([
    ['investigation.no-such-case', given(investigation), lower()],
    ['investigation.day-ahead', open, lower({ on: '2026-03-03' })],
    ['investigation.reason-missing', open, lower({ reason: '' })],
  ] as const)('refuses: %s', (code, past, command) => {
    past.when(command).thenRefused(code);
  });

  it('stays quiet in a case that is only counted', () => {
    counted.when(lower()).thenNothing();
  });
});

describe('confirming as a second person', () => {
  it.each([
    ['investigation.no-such-case', given(investigation), confirm('b')],
    ['investigation.nothing-to-confirm', open, confirm('b')],
    ['investigation.nothing-to-confirm', counted, confirm('b')],
    ['investigation.needs-second-person', unconfirmed, confirm('a')],
    ['investigation.needs-second-person', objected, confirm('a', { reason: 'Yes.' })],
    ['investigation.reason-missing', objected, confirm('b')],
    ['investigation.reason-missing', objected, confirm('b', { reason: ' ' })],
    ['investigation.day-ahead', unconfirmed, confirm('b', { on: '2026-03-03' })],
    ['investigation.not-a-day', unconfirmed, confirm('b', { on: 'today' })],
  ] as const)('refuses: %s', (code, past, command) => {
    past.when(command).thenRefused(code);
  });

  it('is done once', () => {
    given(
      investigation,
      opened('public'),
      CasePublicitySet(lowered),
      CasePublicityConfirmed({ case: ref, on: '2026-03-02' }),
    )
      .when(confirm('c'))
      .thenRefused('investigation.nothing-to-confirm');
    given(
      investigation,
      opened('counted'),
      PublicityProposed(proposed),
      CasePublicitySet(overridden),
    )
      .when(confirm('c', { reason: 'Yes.' }))
      .thenRefused('investigation.nothing-to-confirm');
  });
});

describe('bands of sealed actions', () => {
  it.each([
    [0, 'under-10'],
    [9, 'under-10'],
    [10, '10-19'],
    [19, '10-19'],
    [20, '20-49'],
    [49, '20-49'],
    [50, '50-or-more'],
    [500, '50-or-more'],
  ] as const)('%d: %s', (actions, band) => {
    expect(bandOf(actions)).toBe(band);
    expect(sealedBands).toContain(band);
  });
});
