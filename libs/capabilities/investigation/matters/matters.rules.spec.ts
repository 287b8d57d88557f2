import { describe, it } from '@jest/globals';
import { given } from '../../../../test/language/given.js';
import {
  AllegationRegistered,
  InterimMeasureLifted,
  InterimMeasureOrdered,
  InterimMeasureReviewed,
  InvestigationPlanAdopted,
  InvestigationsLinked,
  LegalHoldPlaced,
  LegalHoldReleased,
  MatterReferred,
} from '../events.js';
import { investigation } from '../investigation.decider.js';
import {
  AddAllegation,
  AdoptPlan,
  LiftInterimMeasure,
  LinkInvestigation,
  OrderInterimMeasure,
  PlaceLegalHold,
  ReferExternally,
  ReleaseLegalHold,
  ReviewInterimMeasure,
} from './matters.rules.js';
import {
  allegation,
  closed,
  lin,
  meta,
  on,
  opened,
  paused,
  plan,
  ref,
  said,
  sealed,
  tomorrow,
  zhao,
} from '../sample.js';

const earlier = '2026-02-27';
const mentions = [lin];

describe('adding an allegation', () => {
  const add = (data: Partial<AddAllegation['data']> = {}) =>
    new AddAllegation({ case: ref, words: said, mentions, ...data }, meta);

  it('numbers it within the case and seals its words', () => {
    given(investigation, opened)
      .when(add())
      .then(AllegationRegistered({ case: ref, allegation: 1, words: sealed }));
    given(investigation, opened, allegation)
      .when(add())
      .then(AllegationRegistered({ case: ref, allegation: 2, words: sealed }));
  });

  it('seals whom it is about under that person’s key, in the words too', () => {
    given(investigation, opened)
      .when(add({ words: '赵某打人，林某在场。', respondent: zhao }))
      .then(
        AllegationRegistered({
          case: ref,
          allegation: 1,
          respondentId: zhao.person,
          respondent: zhao.name,
          words: [
            { text: '赵某', about: zhao.person },
            { text: '打人，' },
            { text: '林某', about: lin.person },
            { text: '在场。' },
          ],
        }),
      );
  });

  it.each([
    ['investigation.no-such-case', [], add()],
    ['investigation.closed', [opened, closed], add()],
    ['investigation.paused', [opened, paused], add()],
    ['investigation.reason-missing', [opened], add({ words: ' ' })],
  ])('is refused: %s', (code, past, command) => {
    given(investigation, ...past)
      .when(command)
      .thenRefused(code);
  });
});

describe('adopting a plan', () => {
  const adopt = (data: Partial<AdoptPlan['data']> = {}) =>
    new AdoptPlan({ case: ref, text: said, mentions, ...data }, meta);

  it('numbers its versions and seals its text', () => {
    given(investigation, opened)
      .when(adopt())
      .then(InvestigationPlanAdopted({ case: ref, on, version: 1, text: sealed }));
    given(investigation, opened, plan)
      .when(adopt({ on: earlier }))
      .then(InvestigationPlanAdopted({ case: ref, on: earlier, version: 2, text: sealed }));
  });

  it.each([
    ['investigation.no-such-case', [], adopt()],
    ['investigation.closed', [opened, closed], adopt()],
    ['investigation.paused', [opened, paused], adopt()],
    ['investigation.reason-missing', [opened], adopt({ text: '' })],
    ['investigation.not-a-day', [opened], adopt({ on: 'x' })],
    ['investigation.day-ahead', [opened], adopt({ on: tomorrow })],
  ])('is refused: %s', (code, past, command) => {
    given(investigation, ...past)
      .when(command)
      .thenRefused(code);
  });
});

describe('referring a matter', () => {
  const refer = (data: Partial<ReferExternally['data']> = {}) =>
    new ReferExternally({ case: ref, to: 'police', reason: said, mentions, ...data }, meta);
  const silent = { case: ref, on, announced: false, to: 'police', reason: sealed } as const;

  it('says nothing in public unless it is announced', () => {
    given(investigation, opened).when(refer()).then(MatterReferred(silent));
    given(investigation, opened)
      .when(refer({ announced: false, on: earlier }))
      .then(MatterReferred({ ...silent, on: earlier }));
  });

  it('says to whom where it is announced', () => {
    given(investigation, opened)
      .when(refer({ announced: true }))
      .then(MatterReferred({ ...silent, announced: true, shownTo: 'police' }));
  });

  it('refers again, also while the case rests and after it ended', () => {
    given(investigation, opened, MatterReferred(silent), paused)
      .when(refer())
      .then(MatterReferred(silent));
    given(investigation, opened, closed).when(refer()).then(MatterReferred(silent));
  });

  it.each([
    ['investigation.no-such-case', [], refer()],
    ['investigation.reason-missing', [opened], refer({ reason: ' ' })],
    ['investigation.not-a-day', [opened], refer({ on: '2026-3-2' })],
    ['investigation.day-ahead', [opened], refer({ on: tomorrow })],
  ])('is refused: %s', (code, past, command) => {
    given(investigation, ...past)
      .when(command)
      .thenRefused(code);
  });
});

describe('interim measures', () => {
  const order = (data: Partial<OrderInterimMeasure['data']> = {}) =>
    new OrderInterimMeasure(
      { case: ref, kind: 'no_contact', reviewOn: '2026-03-16', words: said, mentions, ...data },
      meta,
    );
  const review = (data: Partial<ReviewInterimMeasure['data']> = {}) =>
    new ReviewInterimMeasure(
      { case: ref, measure: 1, reviewOn: '2026-03-30', reason: said, mentions, ...data },
      meta,
    );
  const lift = (data: Partial<LiftInterimMeasure['data']> = {}) =>
    new LiftInterimMeasure({ case: ref, measure: 1, reason: said, mentions, ...data }, meta);

  const ordered = (measure: number) =>
    InterimMeasureOrdered({
      ...{ case: ref, measure, kind: 'no_contact', on, reviewOn: '2026-03-16', words: sealed },
    });
  const reviewed = InterimMeasureReviewed({
    ...{ case: ref, measure: 1, on, reviewOn: '2026-03-30', reason: sealed },
  });
  const lifted = InterimMeasureLifted({ case: ref, measure: 1, on, reason: sealed });

  it('are ordered with the day of their review, numbered within the case', () => {
    given(investigation, opened).when(order()).then(ordered(1));
    given(investigation, opened, ordered(1), lifted).when(order()).then(ordered(2));
  });

  it('are ordered while the investigation rests', () => {
    given(investigation, opened, paused).when(order()).then(ordered(1));
  });

  it('are reviewed, again and again, and go on', () => {
    given(investigation, opened, ordered(1)).when(review()).then(reviewed);
    given(investigation, opened, ordered(1), reviewed)
      .when(review({ on: earlier }))
      .then(InterimMeasureReviewed({ ...reviewed.data, on: earlier }));
  });

  it('are lifted, also after the case ended', () => {
    given(investigation, opened, ordered(1)).when(lift()).then(lifted);
    given(investigation, opened, ordered(1), reviewed, closed)
      .when(lift({ on: earlier }))
      .then(InterimMeasureLifted({ ...lifted.data, on: earlier }));
  });

  it.each([
    ['investigation.no-such-case', [], order()],
    ['investigation.closed', [opened, closed], order()],
    ['investigation.review-too-early', [opened], order({ reviewOn: on })],
    ['investigation.reason-missing', [opened], order({ words: '' })],
    ['investigation.not-a-day', [opened], order({ on: '2026-02-30' })],
    ['investigation.day-ahead', [opened], order({ on: tomorrow })],
  ])('are not ordered: %s', (code, past, command) => {
    given(investigation, ...past)
      .when(command)
      .thenRefused(code);
  });

  const one = [opened, ordered(1)];
  it.each([
    ['investigation.no-such-case', [], review()],
    ['investigation.no-such-measure', [opened], review()],
    ['investigation.no-such-measure', one, review({ measure: 2 })],
    ['investigation.no-such-measure', [...one, lifted], review()],
    ['investigation.review-too-early', one, review({ reviewOn: '2026-03-01' })],
    ['investigation.reason-missing', one, review({ reason: ' ' })],
    ['investigation.not-a-day', one, review({ on: 'x' })],
    ['investigation.day-ahead', one, review({ on: tomorrow })],
  ])('are not reviewed: %s', (code, past, command) => {
    given(investigation, ...past)
      .when(command)
      .thenRefused(code);
  });

  it.each([
    ['investigation.no-such-case', [], lift()],
    ['investigation.no-such-measure', [opened], lift()],
    ['investigation.no-such-measure', [...one, lifted], lift()],
    ['investigation.reason-missing', one, lift({ reason: '' })],
    ['investigation.not-a-day', one, lift({ on: '' })],
    ['investigation.day-ahead', one, lift({ on: tomorrow })],
  ])('are not lifted: %s', (code, past, command) => {
    given(investigation, ...past)
      .when(command)
      .thenRefused(code);
  });
});

describe('linking an investigation', () => {
  const link = (data: Partial<LinkInvestigation['data']> = {}) =>
    new LinkInvestigation({ case: ref, other: 'other', how: 'same_matter', ...data }, meta);
  const linked = InvestigationsLinked({ case: ref, other: 'other', how: 'same_matter' });

  it('says with which, and how they belong together', () => {
    given(investigation, opened).when(link()).then(linked);
    given(investigation, opened, closed)
      .when(link({ reason: said, mentions }))
      .then(InvestigationsLinked({ ...linked.data, reason: sealed }));
  });

  it('links to a third, and to the same in another way', () => {
    given(investigation, opened, linked)
      .when(link({ other: 'third' }))
      .then(InvestigationsLinked({ ...linked.data, other: 'third' }));
    given(investigation, opened, linked)
      .when(link({ how: 'retaliation' }))
      .then(InvestigationsLinked({ ...linked.data, how: 'retaliation' }));
  });

  it('does nothing when they are linked in that way', () => {
    given(investigation, opened, linked)
      .when(link({ reason: said }))
      .thenNothing();
  });

  it.each([
    ['investigation.no-such-case', [], link()],
    ['investigation.link-to-itself', [opened], link({ other: ref })],
  ])('is refused: %s', (code, past, command) => {
    given(investigation, ...past)
      .when(command)
      .thenRefused(code);
  });
});

describe('a legal hold', () => {
  const place = (data: Partial<PlaceLegalHold['data']> = {}) =>
    new PlaceLegalHold({ case: ref, reason: said, mentions, ...data }, meta);
  const release = (data: Partial<ReleaseLegalHold['data']> = {}) =>
    new ReleaseLegalHold({ case: ref, reason: said, mentions, ...data }, meta);
  const placed = LegalHoldPlaced({ case: ref, on, reason: sealed });
  const released = LegalHoldReleased({ case: ref, on, reason: sealed });

  it('is placed, also on a case that ended, and again after it was released', () => {
    given(investigation, opened).when(place()).then(placed);
    given(investigation, opened, closed)
      .when(place({ on: earlier }))
      .then(LegalHoldPlaced({ ...placed.data, on: earlier }));
    given(investigation, opened, placed, released).when(place()).then(placed);
  });

  it('is released', () => {
    given(investigation, opened, placed).when(release()).then(released);
    given(investigation, opened, placed)
      .when(release({ on: earlier }))
      .then(LegalHoldReleased({ ...released.data, on: earlier }));
  });

  it('stays as it is when nothing is to be done', () => {
    given(investigation, opened, placed).when(place()).thenNothing();
    given(investigation, opened).when(release()).thenNothing();
    given(investigation, opened, placed, released).when(release()).thenNothing();
  });

  it.each([
    ['investigation.no-such-case', [], place()],
    ['investigation.reason-missing', [opened], place({ reason: '' })],
    ['investigation.not-a-day', [opened], place({ on: 'x' })],
    ['investigation.day-ahead', [opened], place({ on: tomorrow })],
    ['investigation.no-such-case', [], release()],
    ['investigation.reason-missing', [opened, placed], release({ reason: ' ' })],
    ['investigation.not-a-day', [opened, placed], release({ on: 'x' })],
    ['investigation.day-ahead', [opened, placed], release({ on: tomorrow })],
  ])('is neither placed nor released: %s', (code, past, command) => {
    given(investigation, ...past)
      .when(command)
      .thenRefused(code);
  });
});
