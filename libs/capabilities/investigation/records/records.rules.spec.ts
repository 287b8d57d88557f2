import { describe, expect, it } from '@jest/globals';
import { Invalid, localised } from '#kernel';
import { context, given, refuses } from '../../../../test/language/given.js';
import { ActionRecorded, PublicationPolicySet, PublicDocumentEntered } from '../events.js';
import { investigation } from '../investigation.decider.js';
import { EnterPublicDocument, RecordAction, SetPublicationPolicy } from './records.rules.js';
import { closed, lin, meta, on, opened, paused, ref, tomorrow, zhao } from '../sample.js';

const interview = { name: 'interview', words: localised('谈话', 'Interview') };
const visit = { name: 'visit', words: localised('走访', 'Visit') };
const member = { name: 'member', words: localised('成员', 'A member') };
const policy = { case: ref, kinds: [interview], roles: [member] };
const policySet = PublicationPolicySet({ ...policy, on });

describe('setting the publication policy', () => {
  const set = (data: Partial<SetPublicationPolicy['data']> = {}) =>
    new SetPublicationPolicy({ ...policy, ...data }, meta);

  it('lists the kinds and roles from today on', () => {
    given(investigation, opened).when(set()).then(policySet);
  });

  it('may name the day of the decision', () => {
    given(investigation, opened)
      .when(set({ on: '2026-02-27' }))
      .then(PublicationPolicySet({ ...policy, on: '2026-02-27' }));
  });

  it('lists no role when none is named', () => {
    given(investigation, opened)
      .when(new SetPublicationPolicy({ case: ref, kinds: [visit] }, meta))
      .then(PublicationPolicySet({ case: ref, on, kinds: [visit], roles: [] }));
  });

  it('does nothing when the same policy is in force', () => {
    given(investigation, opened, policySet).when(set()).thenNothing();
    given(investigation, opened)
      .when(set({ kinds: [], roles: [] }))
      .thenNothing();
  });

  it('replaces a policy by one with other words', () => {
    const reworded = { ...interview, words: localised('访谈', 'Talk') };
    given(investigation, opened, policySet)
      .when(set({ kinds: [reworded] }))
      .then(PublicationPolicySet({ ...policySet.data, kinds: [reworded] }));
  });

  it.each([
    ['investigation.no-such-case', [], set()],
    [
      'investigation.kind-listed-twice',
      [opened],
      set({ kinds: [interview, { ...interview, words: visit.words }] }),
    ],
    ['investigation.role-listed-twice', [opened], set({ roles: [member, member] })],
    ['investigation.not-a-day', [opened], set({ on: '2026-02-29' })],
    ['investigation.day-ahead', [opened], set({ on: tomorrow })],
  ])('is refused: %s', (code, past, command) => {
    given(investigation, ...past)
      .when(command)
      .thenRefused(code);
  });
});

describe('recording an action', () => {
  const act = (data: Partial<RecordAction['data']> = {}) =>
    new RecordAction(
      { case: ref, at: '2026-03-02T09:00:00+08:00', kind: 'interview', ...data },
      meta,
    );
  const acted = {
    case: ref,
    on,
    precision: 'day',
    kind: 'interview',
    at: '2026-03-02T01:00:00.000Z',
  } as const;

  it('seals everything but case, day and precision without a policy', () => {
    given(investigation, opened)
      .when(act({ actorRole: 'member' }))
      .then(ActionRecorded({ ...acted, actorRole: 'member' }));
  });

  it('shows a listed kind and its listed role', () => {
    given(investigation, opened, policySet)
      .when(act({ actorRole: 'member' }))
      .then(
        ActionRecorded({ ...acted, actorRole: 'member', shownKind: interview, shownRole: member }),
      );
  });

  it('shows no role that is not listed', () => {
    given(investigation, opened, policySet)
      .when(act({ actorRole: 'adviser' }))
      .then(ActionRecorded({ ...acted, actorRole: 'adviser', shownKind: interview }));
  });

  it('shows no role of a kind that is not listed', () => {
    given(investigation, opened, policySet)
      .when(act({ kind: 'visit', actorRole: 'member' }))
      .then(ActionRecorded({ ...acted, kind: 'visit', actorRole: 'member' }));
  });

  it('follows the policy in force, not an earlier one', () => {
    const later = PublicationPolicySet({ ...policySet.data, kinds: [visit] });
    given(investigation, opened, policySet, later).when(act()).then(ActionRecorded(acted));
  });

  it('seals every name in the texts under its own person, that of the actor too', () => {
    given(investigation, opened)
      .when(
        act({
          actor: lin,
          mentions: [zhao],
          summary: '林某与赵某谈话。',
          source: '{"actor":"林某"}',
        }),
      )
      .then(
        ActionRecorded({
          ...acted,
          actorId: lin.person,
          actor: lin.name,
          summary: [
            { text: '林某', about: lin.person },
            { text: '与' },
            { text: '赵某', about: zhao.person },
            { text: '谈话。' },
          ],
          source: [{ text: '{"actor":"' }, { text: '林某', about: lin.person }, { text: '"}' }],
        }),
      );
  });

  it('records what lies before the opening, as coarse as it is known', () => {
    given(investigation, opened)
      .when(act({ at: '1969-12-31T20:00:00Z', precision: 'year' }))
      .then(
        ActionRecorded({
          ...acted,
          on: '1970-01-01',
          precision: 'year',
          at: '1969-12-31T20:00:00.000Z',
        }),
      );
  });

  it('records what is said to be of today, of this month or of this year', () => {
    for (const [at, day, precision] of [
      ['2026-03-02T15:59:59.999Z', '2026-03-02', 'day'],
      ['2026-03-31T00:00:00.000Z', '2026-03-31', 'month'],
      ['2026-12-31T00:00:00.000Z', '2026-12-31', 'year'],
    ] as const)
      given(investigation, opened)
        .when(act({ at, precision }))
        .then(ActionRecorded({ ...acted, at, on: day, precision }));
  });

  it('records the same action again when it is asked to: two commands are two actions', () => {
    given(investigation, opened, ActionRecorded(acted)).when(act()).then(ActionRecorded(acted));
  });

  it('records what was done while the case rests, and what is found after it ended', () => {
    given(investigation, opened, paused).when(act()).then(ActionRecorded(acted));
    given(investigation, opened, closed).when(act()).then(ActionRecorded(acted));
  });

  it.each([
    ['investigation.no-such-case', [], act()],
    ['investigation.kind-missing', [opened], act({ kind: '' })],
    ['investigation.kind-missing', [opened], act({ kind: ' ' })],
    ['investigation.not-a-moment', [opened], act({ at: 'yesterday' })],
    ['investigation.day-ahead', [opened], act({ at: '2026-03-03T00:00:00+08:00' })],
    [
      'investigation.day-ahead',
      [opened],
      act({ at: '2026-03-03T00:00:00Z', precision: 'unknown' }),
    ],
    ['investigation.day-ahead', [opened], act({ at: '2026-04-01T00:00:00Z', precision: 'month' })],
    ['investigation.day-ahead', [opened], act({ at: '2027-01-01T00:00:00Z', precision: 'year' })],
  ])('is refused: %s', (code, past, command) => {
    given(investigation, ...past)
      .when(command)
      .thenRefused(code);
  });
});

describe('entering a public document', () => {
  const document = {
    case: ref,
    on: '2021-08-07',
    says: localised('公开信写道', 'The letter says'),
    source: localised('公开信', 'Open letter'),
    excerpt: localised('我们要求……', 'We ask …'),
  };
  const enter = (data: Partial<EnterPublicDocument['data']> = {}) =>
    new EnterPublicDocument({ ...document, ...data }, meta);
  const entered = { ...document, precision: 'day', marks: [] } as const;

  it('enters the excerpt with its source', () => {
    given(investigation, opened).when(enter()).then(PublicDocumentEntered(entered));
  });

  it('seals the wording where words are withheld, its names under their persons', () => {
    given(investigation, opened)
      .when(
        enter({
          marks: ['privacy-of-another-person'],
          wording: '赵某说。',
          mentions: [zhao],
          precision: 'month',
        }),
      )
      .then(
        PublicDocumentEntered({
          ...entered,
          precision: 'month',
          marks: ['privacy-of-another-person'],
          wording: [{ text: '赵某', about: zhao.person }, { text: '说。' }],
        }),
      );
  });

  it.each([[undefined], ['']])('refuses marks with the wording %j', (wording) => {
    given(investigation, opened)
      .when(
        enter({
          marks: ['privacy-of-the-person-affected'],
          ...(wording !== undefined && { wording }),
        }),
      )
      .thenRefused('investigation.wording-missing');
  });

  it('takes a document of this year of which no day is known', () => {
    const dated = { on: '2026-12-31', precision: 'year' } as const;
    given(investigation, opened)
      .when(enter(dated))
      .then(PublicDocumentEntered({ ...entered, ...dated }));
  });

  refuses(
    investigation,
    ['investigation.no-such-case', [], enter()],
    ['investigation.day-ahead', [opened], enter({ on: tomorrow })],
    ['investigation.day-ahead', [opened], enter({ on: '2026-04-01', precision: 'month' })],
  );

  it('does not take a day that is none', () => {
    const before = investigation.evolve(investigation.initialState, opened);
    expect(() => investigation.decide(enter({ on: '2021-02-30' }), before, context)).toThrow(
      Invalid,
    );
  });
});
