import { describe, it } from '@jest/globals';
import { given } from '../../../../test/language/given.js';
import { ChangeStage, CloseInvestigation, Reopen } from '../investigation.commands.js';
import { InvestigationClosed, InvestigationReopened } from '../events.js';
import { investigation } from '../investigation.decider.js';
import {
  allegation,
  closed,
  complete,
  constituted,
  lin,
  meta,
  on,
  opened,
  paused,
  plan,
  reached,
  ref,
  said,
  sealed,
  terms,
  tomorrow,
} from '../sample.js';

const earlier = '2026-02-27';

describe('closing an investigation', () => {
  const close = (data: Partial<CloseInvestigation['data']> = {}) =>
    new CloseInvestigation({ case: ref, outcome: 'completed', ...data }, meta);
  const full = InvestigationClosed({
    ...{ case: ref, on, from: 'decision', outcome: 'completed', missing: [] },
  });
  const why = { reason: said, mentions: [lin] };

  it('ends a complete one without a word', () => {
    given(investigation, ...complete)
      .when(close())
      .then(full);
  });

  it('seals the reason, and may name the day', () => {
    given(investigation, ...complete)
      .when(close({ ...why, on: earlier }))
      .then(InvestigationClosed({ ...full.data, on: earlier, reason: sealed }));
  });

  it('says in public what is missing, and only what is', () => {
    given(investigation, ...complete.filter((event) => event !== plan))
      .when(close({ ...why, despite: ['committee', 'plan'] }))
      .then(InvestigationClosed({ ...full.data, missing: ['plan'], reason: sealed }));
  });

  it('knows each of the six things that may be missing', () => {
    const all = [
      'terms_of_reference',
      'committee',
      'plan',
      'allegations',
      'findings',
      'decision',
    ] as const;
    given(investigation, opened)
      .when(close({ ...why, despite: all }))
      .then(InvestigationClosed({ ...full.data, from: 'received', missing: all, reason: sealed }));
    for (const [event, item] of [
      [terms, 'terms_of_reference'],
      [constituted, 'committee'],
      [plan, 'plan'],
      [allegation, 'allegations'],
    ] as const)
      given(investigation, ...complete.filter((one) => one !== event))
        .when(close({ ...why, despite: all }))
        .then(InvestigationClosed({ ...full.data, missing: [item], reason: sealed }));
  });

  it('remembers a stage that was reached before going back', () => {
    given(investigation, ...complete, reached('analysis', 'decision'))
      .when(close())
      .then(InvestigationClosed({ ...full.data, from: 'analysis' }));
  });

  it.each(['out_of_scope', 'referred', 'no_prima_facie'] as const)(
    'ends early from triage, or anew after a reopening: %s',
    (outcome) => {
      const early = { ...full.data, outcome, reason: sealed } as const;
      given(investigation, opened, reached('triage'))
        .when(close({ ...why, outcome }))
        .then(InvestigationClosed({ ...early, from: 'triage' }));
      given(investigation, opened)
        .when(close({ ...why, outcome }))
        .then(InvestigationClosed({ ...early, from: 'received' }));
      const again = InvestigationReopened({
        ...{ case: ref, on, reasonClass: 'other', reason: sealed },
      });
      given(investigation, opened, closed, again)
        .when(close({ ...why, outcome }))
        .then(InvestigationClosed({ ...early, from: 'reopened' }));
    },
  );

  it('ends an appeal', () => {
    given(investigation, ...complete, full, reached('appeal', 'closed'))
      .when(close())
      .then(InvestigationClosed({ ...full.data, from: 'appeal' }));
  });

  const triage = [opened, reached('triage')];
  it.each([
    ['investigation.no-such-case', [], close()],
    ['investigation.closed', [...complete, closed], close()],
    ['investigation.paused', [...complete, paused], close()],
    ['investigation.not-a-day', complete, close({ on: 'x' })],
    ['investigation.day-ahead', complete, close({ on: tomorrow })],
    [
      'investigation.exit-only-from-triage',
      [opened, reached('constituted')],
      close({ ...why, outcome: 'referred' }),
    ],
    [
      'investigation.exit-only-from-triage',
      [...complete, full, reached('appeal', 'closed')],
      close({ ...why, outcome: 'referred' }),
    ],
    ['investigation.steps-missing', triage, close({ ...why, despite: ['plan'] })],
    ['investigation.closing-needs-reason', triage, close({ outcome: 'out_of_scope' })],
    ['investigation.closing-needs-reason', triage, close({ outcome: 'referred', reason: ' ' })],
    [
      'investigation.closing-needs-reason',
      complete.filter((event) => event !== plan),
      close({ despite: ['plan'] }),
    ],
  ])('is refused: %s', (code, past, command) => {
    given(investigation, ...past)
      .when(command)
      .thenRefused(code);
  });
});

describe('reopening', () => {
  const reopen = (data: Partial<Reopen['data']> = {}) =>
    new Reopen(
      { case: ref, reasonClass: 'new_evidence', reason: said, mentions: [lin], ...data },
      meta,
    );
  const again = InvestigationReopened({
    ...{ case: ref, on, reasonClass: 'new_evidence', reason: sealed },
  });

  it('takes a closed case up again', () => {
    given(investigation, opened, closed).when(reopen()).then(again);
  });

  it('takes it up again after an appeal', () => {
    given(investigation, opened, closed, reached('appeal', 'closed'))
      .when(reopen({ reasonClass: 'appeal_upheld', on: earlier }))
      .then(InvestigationReopened({ ...again.data, reasonClass: 'appeal_upheld', on: earlier }));
  });

  it('is not paused any more', () => {
    given(investigation, opened, paused, closed, again)
      .when(new ChangeStage({ case: ref, to: 'planning' }, meta))
      .then(reached('planning', 'reopened'));
  });

  it.each([
    ['investigation.no-such-case', [], reopen()],
    ['investigation.not-closed', [opened], reopen()],
    ['investigation.not-closed', [opened, closed, again], reopen()],
    ['investigation.reason-missing', [opened, closed], reopen({ reason: '' })],
    ['investigation.not-a-day', [opened, closed], reopen({ on: '02.03.2026' })],
    ['investigation.day-ahead', [opened, closed], reopen({ on: tomorrow })],
  ])('is refused: %s', (code, past, command) => {
    given(investigation, ...past)
      .when(command)
      .thenRefused(code);
  });
});
