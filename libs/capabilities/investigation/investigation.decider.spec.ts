import { describe, expect, it } from '@jest/globals';
import { Invalid, localised, Refused, type CommandMeta, type Mention } from '#kernel';
import { context, given } from '../../../test/language/given.js';
import {
  EnterPublicDocument,
  EnterStage,
  investigation,
  OpenInvestigation,
  RecordAction,
  SetPublicationPolicy,
} from './investigation.decider.js';
import {
  ActionRecorded,
  InvestigationOpened,
  PublicationPolicySet,
  PublicDocumentEntered,
  StageEntered,
} from './investigation.events.js';
import { investigationRefusals } from './investigation.refusals.js';
import type { Stage } from './stages.js';

const meta: CommandMeta = { actor: { id: 'a', roles: ['chair'] }, commandId: 'c' };
const lin: Mention = { name: '林某', person: '11111111-1111-4111-8111-111111111111' };
const zhao: Mention = { name: '赵某', person: '22222222-2222-4222-8222-222222222222' };
const ref = 'demo';

const opening = {
  case: ref,
  title: localised('示例案件', 'A sample case'),
  publicity: 'public',
  basis: 'panel-record',
} as const;
const openedEvent = InvestigationOpened({
  ...opening,
  receivedOn: '2026-03-01',
  precision: 'day',
  receivedAt: '2026-02-28T16:30:00.000Z',
});

const interview = { name: 'interview', words: localised('谈话', 'Interview') };
const visit = { name: 'visit', words: localised('走访', 'Visit') };
const member = { name: 'member', words: localised('成员', 'A member') };
const policy = { case: ref, kinds: [interview], roles: [member] };
const policySet = PublicationPolicySet({ ...policy, on: '2026-03-02' });

const open = (data: Partial<OpenInvestigation['data']> = {}) =>
  new OpenInvestigation({ ...opening, receivedAt: '2026-03-01T00:30:00+08:00', ...data }, meta);
const set = (data: Partial<SetPublicationPolicy['data']> = {}) =>
  new SetPublicationPolicy({ ...policy, ...data }, meta);
const act = (data: Partial<RecordAction['data']> = {}) =>
  new RecordAction(
    { case: ref, at: '2026-03-02T09:00:00+08:00', kind: 'interview', ...data },
    meta,
  );
const acted = {
  case: ref,
  on: '2026-03-02',
  precision: 'day',
  kind: 'interview',
  at: '2026-03-02T01:00:00.000Z',
} as const;
const document = {
  case: ref,
  on: '2021-08-07',
  says: localised('公开信写道', 'The letter says'),
  source: localised('公开信', 'Open letter'),
  excerpt: localised('我们要求……', 'We ask …'),
};
const enter = (data: Partial<EnterPublicDocument['data']> = {}) =>
  new EnterPublicDocument({ ...document, ...data }, meta);
const stage = (to: Stage, data: Partial<EnterStage['data']> = {}) =>
  new EnterStage({ case: ref, to, ...data }, meta);
const reached = (to: Stage, from: Stage = 'received') =>
  StageEntered({ case: ref, from, to, on: '2026-03-02' });

function refusal(work: () => unknown): Pick<Refused, 'code' | 'field'> {
  try {
    work();
  } catch (error) {
    if (error instanceof Refused) return { code: error.code, field: error.field };
    throw error;
  }
  throw new Error('not refused');
}

describe('opening an investigation', () => {
  it('opens it on the day of receipt in the zone of the installation', () => {
    given(investigation).when(open()).then(openedEvent);
  });

  it('keeps the precision that is known', () => {
    given(investigation)
      .when(open({ precision: 'month' }))
      .then(InvestigationOpened({ ...openedEvent.data, precision: 'month' }));
  });

  it('opens one that was received before 1970', () => {
    given(investigation)
      .when(open({ receivedAt: '1797-05-04T00:00:00Z', publicity: 'counted' }))
      .then(
        InvestigationOpened({
          ...openedEvent.data,
          publicity: 'counted',
          receivedOn: '1797-05-04',
          receivedAt: '1797-05-04T00:00:00.000Z',
        }),
      );
  });

  it('refuses to open it twice, whatever the input', () => {
    given(investigation, openedEvent).when(open()).thenRefused('investigation.already-open');
    given(investigation, openedEvent)
      .when(open({ title: localised('另一个', 'Another'), receivedAt: 'x' }))
      .thenRefused('investigation.already-open');
  });

  it.each(['2026-03-01', '2026-02-30T00:00:00Z', '2026-03-01T00:30:00', ''])(
    'refuses %j as a moment',
    (receivedAt) => {
      given(investigation).when(open({ receivedAt })).thenRefused('investigation.not-a-moment');
    },
  );

  it('does not take a reference that cannot be an address', () => {
    expect(() =>
      investigation.decide(open({ case: '../x' }), investigation.initialState, context),
    ).toThrow(Invalid);
  });
});

describe('setting the publication policy', () => {
  it('lists the kinds and roles from today on', () => {
    given(investigation, openedEvent).when(set()).then(policySet);
  });

  it('may name the day of the decision', () => {
    given(investigation, openedEvent)
      .when(set({ on: '2026-02-27' }))
      .then(PublicationPolicySet({ ...policy, on: '2026-02-27' }));
  });

  it('does nothing when the same policy is in force', () => {
    given(investigation, openedEvent, policySet).when(set()).thenNothing();
    given(investigation, openedEvent)
      .when(set({ kinds: [], roles: [] }))
      .thenNothing();
  });

  it('replaces a policy by one with other words', () => {
    const reworded = { ...interview, words: localised('访谈', 'Talk') };
    given(investigation, openedEvent, policySet)
      .when(set({ kinds: [reworded] }))
      .then(PublicationPolicySet({ ...policySet.data, kinds: [reworded] }));
  });

  it('refuses a kind that is listed twice', () => {
    const twice = [interview, { ...interview, words: visit.words }];
    given(investigation, openedEvent)
      .when(set({ kinds: twice }))
      .thenRefused('investigation.kind-listed-twice');
  });

  it('refuses it for a case that is not open', () => {
    given(investigation).when(set()).thenRefused('investigation.no-such-case');
  });
});

describe('recording an action', () => {
  it('seals everything but case, day and precision without a policy', () => {
    given(investigation, openedEvent)
      .when(act({ actorRole: 'member' }))
      .then(ActionRecorded({ ...acted, actorRole: 'member' }));
  });

  it('shows a listed kind and its listed role', () => {
    given(investigation, openedEvent, policySet)
      .when(act({ actorRole: 'member' }))
      .then(
        ActionRecorded({ ...acted, actorRole: 'member', shownKind: interview, shownRole: member }),
      );
  });

  it('shows no role that is not listed', () => {
    given(investigation, openedEvent, policySet)
      .when(act({ actorRole: 'adviser' }))
      .then(ActionRecorded({ ...acted, actorRole: 'adviser', shownKind: interview }));
  });

  it('shows no role of a kind that is not listed', () => {
    given(investigation, openedEvent, policySet)
      .when(act({ kind: 'visit', actorRole: 'member' }))
      .then(ActionRecorded({ ...acted, kind: 'visit', actorRole: 'member' }));
  });

  it('follows the policy in force, not an earlier one', () => {
    const later = PublicationPolicySet({ ...policySet.data, kinds: [visit] });
    given(investigation, openedEvent, policySet, later).when(act()).then(ActionRecorded(acted));
  });

  it('seals every name in the texts under its own person, that of the actor too', () => {
    given(investigation, openedEvent)
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
    given(investigation, openedEvent)
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

  it('records the same action again when it is asked to: two commands are two actions', () => {
    given(investigation, openedEvent, ActionRecorded(acted))
      .when(act())
      .then(ActionRecorded(acted));
  });

  it('refuses a time that is none', () => {
    given(investigation, openedEvent)
      .when(act({ at: 'yesterday' }))
      .thenRefused('investigation.not-a-moment');
  });

  it('refuses it for a case that is not open', () => {
    given(investigation).when(act()).thenRefused('investigation.no-such-case');
  });
});

describe('entering a public document', () => {
  const entered = { ...document, precision: 'day', marks: [] } as const;

  it('enters the excerpt with its source', () => {
    given(investigation, openedEvent).when(enter()).then(PublicDocumentEntered(entered));
  });

  it('seals the wording where words are withheld, its names under their persons', () => {
    given(investigation, openedEvent)
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
    given(investigation, openedEvent)
      .when(
        enter({
          marks: ['privacy-of-the-person-affected'],
          ...(wording !== undefined && { wording }),
        }),
      )
      .thenRefused('investigation.wording-missing');
  });

  it('refuses it for a case that is not open', () => {
    given(investigation).when(enter()).thenRefused('investigation.no-such-case');
  });
});

describe('entering a stage', () => {
  it('goes on, today', () => {
    given(investigation, openedEvent).when(stage('triage')).then(reached('triage'));
  });

  it('goes on from the stage that was reached, on the day that is named', () => {
    given(investigation, openedEvent, reached('triage'))
      .when(stage('planning', { on: '2026-02-28' }))
      .then(StageEntered({ ...reached('planning', 'triage').data, on: '2026-02-28' }));
  });

  it('does nothing when the case is there', () => {
    given(investigation, openedEvent).when(stage('received')).thenNothing();
    given(investigation, openedEvent, reached('triage')).when(stage('triage')).thenNothing();
  });

  it('goes back with a reason, which is sealed', () => {
    given(investigation, openedEvent, reached('analysis'))
      .when(stage('fact_finding', { reason: '发现新证据。' }))
      .then(
        StageEntered({
          ...reached('fact_finding', 'analysis').data,
          reason: [{ text: '发现新证据。' }],
        }),
      );
  });

  it.each([[undefined], ['']])('refuses to go back with the reason %j', (reason) => {
    given(investigation, openedEvent, reached('analysis'))
      .when(stage('fact_finding', reason === undefined ? {} : { reason }))
      .thenRefused('investigation.going-back-needs-reason');
  });

  it.each(['2026-02-30', '2.3.2026', ''])('refuses %j as a day', (on) => {
    given(investigation, openedEvent)
      .when(stage('triage', { on }))
      .thenRefused('investigation.not-a-day');
  });

  it('refuses it for a case that is not open', () => {
    given(investigation).when(stage('triage')).thenRefused('investigation.no-such-case');
  });
});

describe('refusals', () => {
  it('say in both languages what is wrong and what to do', () => {
    for (const [code, { zh, en }] of Object.entries(investigationRefusals)) {
      expect(code).toMatch(/^investigation\.[a-z]+(-[a-z]+)*$/);
      expect(zh).toMatch(/\p{Script=Han}.*。$/u);
      expect(en).toMatch(/^[A-Z][^\p{Script=Han}]*\.$/u);
    }
  });

  const triage = investigation.evolve(
    investigation.evolve(investigation.initialState, openedEvent),
    reached('triage'),
  );
  const none = investigation.initialState;
  const cases = [
    ['investigation.no-such-case', act(), 'case', none],
    ['investigation.already-open', open(), 'case', triage],
    ['investigation.not-a-moment', open({ receivedAt: 'x' }), 'receivedAt', none],
    ['investigation.not-a-moment', act({ at: 'x' }), 'at', triage],
    ['investigation.not-a-day', stage('planning', { on: 'x' }), 'on', triage],
    ['investigation.kind-listed-twice', set({ kinds: [visit, visit] }), 'kinds', triage],
    ['investigation.role-listed-twice', set({ roles: [visit, visit] }), 'roles', triage],
    [
      'investigation.wording-missing',
      enter({ marks: ['privacy-of-another-person'] }),
      'wording',
      triage,
    ],
    ['investigation.going-back-needs-reason', stage('received'), 'reason', triage],
  ] as const;

  it.each(cases)('%s names the input that it is about', (code, command, field, state) => {
    expect(refusal(() => investigation.decide(command, state, context))).toEqual({
      code,
      field: [field],
    });
  });

  it('are all tried here', () => {
    expect(new Set(cases.map(([code]) => code))).toEqual(
      new Set(Object.keys(investigationRefusals)),
    );
  });
});

describe('the state of a case', () => {
  it('is not opened by anything but its opening', () => {
    for (const event of [policySet, reached('triage'), ActionRecorded(acted)])
      expect(investigation.evolve(investigation.initialState, event as never)).toEqual({
        phase: 'not-open',
      });
  });

  it('is decided by one stream: that of the case', () => {
    for (const command of [open(), set(), act(), enter(), stage('triage')])
      expect(investigation.caseOf(command)).toBe(ref);
  });
});
