import { describe, expect, it } from '@jest/globals';
import { canonicalJson, Invalid, localised } from '#kernel';
import { context, given, refuses } from '../../../../test/language/given.js';
import {
  ChangeStage,
  DefineTermsOfReference,
  OpenInvestigation,
  Pause,
  Resume,
  SetSeverity,
} from '../investigation.commands.js';
import {
  InvestigationOpened,
  InvestigationPaused,
  InvestigationReopened,
  InvestigationResumed,
  SeveritySet,
  StageEntered,
  TermsOfReferenceAdopted,
  TermsOfReferenceAmended,
  type Stage,
} from '../events.js';
import { investigation } from '../investigation.decider.js';
import {
  closed,
  lin,
  meta,
  on,
  opened,
  paused,
  reached,
  ref,
  said,
  sealed,
  terms,
  termsText,
  tomorrow,
} from '../sample.js';

const earlier = '2026-02-27';
const resumed = InvestigationResumed({ case: ref, on });

describe('opening an investigation', () => {
  const open = (data: Partial<OpenInvestigation['data']> = {}) =>
    new OpenInvestigation(
      {
        case: ref,
        title: opened.data.title,
        publicity: 'public',
        basis: 'panel-record',
        receivedAt: '2026-03-01T00:30:00+08:00',
        ...data,
      },
      meta,
    );

  it('opens it on the day of receipt in the zone of the installation', () => {
    given(investigation).when(open()).then(opened);
  });

  it('is counted, on the panel’s own record and known to the day unless it says otherwise', () => {
    const bare = { case: ref, title: opened.data.title, receivedAt: '2026-03-01T00:30:00+08:00' };
    given(investigation)
      .when(new OpenInvestigation(bare, meta))
      .then(InvestigationOpened({ ...opened.data, publicity: 'counted' }));
  });

  it('keeps the basis and the precision that are known', () => {
    given(investigation)
      .when(open({ precision: 'month', basis: 'open-letter' }))
      .then(InvestigationOpened({ ...opened.data, precision: 'month', basis: 'open-letter' }));
  });

  it('opens one that was received before 1970', () => {
    given(investigation)
      .when(open({ receivedAt: '1797-05-04T00:00:00Z' }))
      .then(
        InvestigationOpened({
          ...opened.data,
          receivedOn: '1797-05-04',
          receivedAt: '1797-05-04T00:00:00.000Z',
        }),
      );
  });

  it('refuses to open it twice, whatever the input', () => {
    given(investigation, opened).when(open()).thenRefused('investigation.already-open');
    given(investigation, opened, closed)
      .when(open({ title: localised('另一个', 'Another'), receivedAt: 'x' }))
      .thenRefused('investigation.already-open');
  });

  it.each(['2026-03-01', '2026-02-30T00:00:00Z', '2026-03-01T00:30:00', ''])(
    'refuses %j as a moment',
    (receivedAt) => {
      given(investigation).when(open({ receivedAt })).thenRefused('investigation.not-a-moment');
    },
  );

  it('opens one that was received today, in the zone of the installation', () => {
    const receivedAt = '2026-03-02T15:59:59.999Z';
    given(investigation)
      .when(open({ receivedAt }))
      .then(InvestigationOpened({ ...opened.data, receivedOn: on, receivedAt }));
  });
  refuses(
    investigation,
    ['investigation.day-ahead', [], open({ receivedAt: '2026-03-02T16:00:00Z' })],
    [
      'investigation.day-ahead',
      [],
      open({ receivedAt: '2027-01-01T00:00:00Z', precision: 'year' }),
    ],
  );

  it('does not take a reference that cannot be an address', () => {
    expect(() =>
      investigation.decide(open({ case: '../x' }), investigation.initialState, context),
    ).toThrow(Invalid);
  });
});

describe('setting the severity', () => {
  const set = (data: Partial<SetSeverity['data']> = {}) =>
    new SetSeverity({ case: ref, severity: 'crisis', ...data }, meta);
  const crisis = SeveritySet({ case: ref, on, severity: 'crisis' });

  it('says how urgent the matter is', () => {
    given(investigation, opened).when(set()).then(crisis);
  });

  it('may become a crisis while the investigation rests', () => {
    given(investigation, opened, paused).when(set()).then(crisis);
  });

  it('seals the reason, and may name the day', () => {
    given(investigation, opened)
      .when(set({ reason: said, mentions: [lin], on: earlier }))
      .then(SeveritySet({ ...crisis.data, on: earlier, reason: sealed }));
  });

  it('may change, also to what it was before', () => {
    given(investigation, opened, crisis)
      .when(set({ severity: 'ordinary' }))
      .then(SeveritySet({ ...crisis.data, severity: 'ordinary' }));
  });

  it('does nothing when it is so already', () => {
    given(investigation, opened, crisis)
      .when(set({ reason: said }))
      .thenNothing();
  });

  it.each([
    ['investigation.no-such-case', [], set()],
    ['investigation.closed', [opened, closed], set()],
    ['investigation.not-a-day', [opened], set({ on: '2026-02-30' })],
    ['investigation.day-ahead', [opened, crisis], set({ on: tomorrow })],
  ])('is refused: %s', (code, past, command) => {
    given(investigation, ...past)
      .when(command)
      .thenRefused(code);
  });
});

describe('defining the terms of reference', () => {
  const define = (data: Partial<DefineTermsOfReference['data']> = {}) =>
    new DefineTermsOfReference({ case: ref, text: termsText, ...data }, meta);
  const hash = context.sha256(canonicalJson(termsText));
  const first = TermsOfReferenceAdopted({ ...terms.data, hash });
  const wider = localised('调查全年的会议。', 'The meetings of the year are investigated.');
  const changes = localised('扩大到全年。', 'Widened to the year.');
  const second = TermsOfReferenceAmended({
    ...{ case: ref, on, version: 2, text: wider, changes },
    hash: context.sha256(canonicalJson(wider)),
  });

  it('adopts version 1, bound to its text by a hash', () => {
    given(investigation, opened).when(define()).then(first);
  });

  it('needs no word of changes for version 1, and keeps none', () => {
    given(investigation, opened)
      .when(define({ changes, on: earlier }))
      .then(TermsOfReferenceAdopted({ ...first.data, on: earlier }));
  });

  it('amends them with a new version, and goes back to a text before as the next one', () => {
    given(investigation, opened, first)
      .when(define({ text: wider, changes }))
      .then(second);
    given(investigation, opened, first, second)
      .when(define({ changes }))
      .then(TermsOfReferenceAmended({ ...second.data, version: 3, text: termsText, hash }));
  });

  it('does nothing when the same text is in force', () => {
    given(investigation, opened, first).when(define()).thenNothing();
    given(investigation, opened, first, second)
      .when(define({ text: wider, changes: termsText }))
      .thenNothing();
  });

  it.each([
    ['investigation.no-such-case', [], define()],
    ['investigation.closed', [opened, closed], define()],
    ['investigation.paused', [opened, paused], define()],
    ['investigation.text-missing', [opened], define({ text: localised(' ', 'Words.') })],
    ['investigation.text-missing', [opened], define({ text: localised('文字。', '') })],
    ['investigation.changes-missing', [opened, first], define({ text: wider })],
    [
      'investigation.changes-missing',
      [opened, first],
      define({ text: wider, changes: localised('扩大。', ' ') }),
    ],
    ['investigation.not-a-day', [opened], define({ on: 'soon' })],
    ['investigation.day-ahead', [opened], define({ on: tomorrow })],
  ])('is refused: %s', (code, past, command) => {
    given(investigation, ...past)
      .when(command)
      .thenRefused(code);
  });
});

describe('changing the stage', () => {
  const change = (to: Stage, data: Partial<ChangeStage['data']> = {}) =>
    new ChangeStage({ case: ref, to, ...data }, meta);

  it('goes on, today', () => {
    given(investigation, opened).when(change('triage')).then(reached('triage'));
  });

  it('goes on from the stage that was reached, on the day that is named', () => {
    given(investigation, opened, reached('triage'))
      .when(change('planning', { on: '2026-02-28' }))
      .then(StageEntered({ ...reached('planning', 'triage').data, on: '2026-02-28' }));
  });

  it('does nothing when the case is there', () => {
    given(investigation, opened).when(change('received')).thenNothing();
    given(investigation, opened, reached('triage')).when(change('triage')).thenNothing();
  });

  it('goes back with a reason, which is sealed', () => {
    given(investigation, opened, reached('analysis'))
      .when(change('fact_finding', { reason: said, mentions: [lin] }))
      .then(StageEntered({ ...reached('fact_finding', 'analysis').data, reason: sealed }));
  });

  it('walks through the stages again after it was reopened, and after an appeal', () => {
    const again = InvestigationReopened({
      ...{ case: ref, on, reasonClass: 'new_evidence', reason: sealed },
    });
    given(investigation, opened, closed, again)
      .when(change('planning'))
      .then(reached('planning', 'reopened'));
    given(investigation, opened, reached('appeal', 'monitoring'))
      .when(change('analysis'))
      .then(reached('analysis', 'appeal'));
  });

  it('takes an appeal against a case that ended', () => {
    given(investigation, opened, closed).when(change('appeal')).then(reached('appeal', 'closed'));
  });

  it.each([[undefined], [''], [' ']])('refuses to go back with the reason %j', (reason) => {
    given(investigation, opened, reached('analysis'))
      .when(change('fact_finding', reason === undefined ? {} : { reason }))
      .thenRefused('investigation.going-back-needs-reason');
  });

  it.each(['2026-02-30', '2.3.2026', ''])('refuses %j as a day', (day) => {
    given(investigation, opened)
      .when(change('triage', { on: day }))
      .thenRefused('investigation.not-a-day');
  });

  it.each([
    ['investigation.no-such-case', [], change('triage')],
    ['investigation.no-such-case', [], change('appeal')],
    ['investigation.closed', [opened, closed], change('planning')],
    ['investigation.paused', [opened, paused], change('triage')],
    ['investigation.paused', [opened, paused], change('appeal')],
    ['investigation.close-instead', [opened], change('closed')],
    ['investigation.reopen-instead', [opened], change('reopened')],
    ['investigation.day-ahead', [opened], change('triage', { on: tomorrow })],
  ])('is refused: %s', (code, past, command) => {
    given(investigation, ...past)
      .when(command)
      .thenRefused(code);
  });
});

describe('pausing', () => {
  const pause = (data: Partial<Pause['data']> = {}) =>
    new Pause(
      { case: ref, reasonClass: 'police_first', reason: said, mentions: [lin], ...data },
      meta,
    );

  it('rests the investigation; the class of the reason is public, its words are sealed', () => {
    given(investigation, opened)
      .when(pause())
      .then(InvestigationPaused({ ...paused.data, reason: sealed }));
  });

  it('pauses again what went on meanwhile', () => {
    given(investigation, opened, paused, resumed)
      .when(pause({ on: earlier }))
      .then(InvestigationPaused({ ...paused.data, on: earlier, reason: sealed }));
  });

  it('does nothing when it rests already', () => {
    given(investigation, opened, paused)
      .when(pause({ reasonClass: 'court_order' }))
      .thenNothing();
  });

  it.each([
    ['investigation.no-such-case', [], pause()],
    ['investigation.closed', [opened, closed], pause()],
    ['investigation.reason-missing', [opened], pause({ reason: ' ' })],
    ['investigation.not-a-day', [opened], pause({ on: '2026-13-01' })],
    ['investigation.day-ahead', [opened, paused], pause({ on: tomorrow })],
  ])('is refused: %s', (code, past, command) => {
    given(investigation, ...past)
      .when(command)
      .thenRefused(code);
  });
});

describe('resuming', () => {
  const resume = (data: Partial<Resume['data']> = {}) => new Resume({ case: ref, ...data }, meta);

  it('goes on', () => {
    given(investigation, opened, paused).when(resume()).then(resumed);
  });

  it('seals the reason, and may name the day', () => {
    given(investigation, opened, paused)
      .when(resume({ reason: said, mentions: [lin], on: earlier }))
      .then(InvestigationResumed({ case: ref, on: earlier, reason: sealed }));
  });

  it('does nothing when nothing rests', () => {
    given(investigation, opened).when(resume()).thenNothing();
    given(investigation, opened, paused, resumed).when(resume()).thenNothing();
    given(investigation, opened, closed).when(resume()).thenNothing();
  });

  it.each([
    ['investigation.no-such-case', [], resume()],
    ['investigation.not-a-day', [opened, paused], resume({ on: '' })],
    ['investigation.day-ahead', [opened, paused], resume({ on: tomorrow })],
  ])('is refused: %s', (code, past, command) => {
    given(investigation, ...past)
      .when(command)
      .thenRefused(code);
  });
});
