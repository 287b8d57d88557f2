import { describe, it } from '@jest/globals';
import { localised, type Precision } from '#kernel';
import { given } from '../../../test/language/given.js';
import { everyRole } from '../../../test/language/principals.js';
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

const meta = { actor: everyRole, commandId: 'c-1' };
const title = localised('一件事', 'A matter');
const opened = InvestigationOpened({
  case: 'a-1',
  title,
  publicity: 'public',
  basis: 'panel-record',
  receivedOn: '2026-03-01',
  precision: 'day',
  receivedAt: '2026-02-28T17:00:00.000Z',
});
const heard = {
  name: 'interview-held',
  words: localised('已进行一次面谈', 'An interview was held'),
};
const investigator = { name: 'investigator', words: localised('调查员', 'Investigator') };
const listed = PublicationPolicySet({
  case: 'a-1',
  on: '2026-03-02',
  kinds: [heard],
  roles: [investigator],
});
const lin = '22222222-2222-4222-8222-222222222222';

describe('opening an investigation', () => {
  const open = new OpenInvestigation(
    {
      case: 'a-1',
      title,
      publicity: 'public',
      basis: 'panel-record',
      receivedAt: '2026-03-01T01:00:00+08:00',
    },
    meta,
  );
  it('records when it was received, to the day in the zone and to the millisecond', () => {
    given(investigation).when(open).then(opened);
  });
  it('refuses a second opening', () => {
    given(investigation, opened).when(open).thenRefused('investigation.already-open');
  });
  it('refuses a time without an offset', () => {
    given(investigation)
      .when(new OpenInvestigation({ ...open.data, receivedAt: '2026-03-01T01:00:00' }, meta))
      .thenRefused('investigation.not-a-moment');
  });
});

describe('setting the publication policy', () => {
  const set = new SetPublicationPolicy(
    { case: 'a-1', kinds: [heard], roles: [investigator] },
    meta,
  );
  it('records the kinds and roles with their words', () => {
    given(investigation, opened).when(set).then(listed);
  });
  it('does nothing when the same is in force', () => {
    given(investigation, opened, listed).when(set).thenNothing();
  });
  it('refuses a kind that is listed twice', () => {
    given(investigation, opened)
      .when(new SetPublicationPolicy({ ...set.data, kinds: [heard, heard] }, meta))
      .thenRefused('investigation.kind-listed-twice');
  });
  it('refuses a case that is not open', () => {
    given(investigation).when(set).thenRefused('investigation.no-such-case');
  });
});

describe('recording an action', () => {
  const action = {
    case: 'a-1',
    at: '2026-03-02T09:00:00+08:00',
    kind: 'interview-held',
    actorRole: 'investigator',
  };
  const sealed = {
    case: 'a-1',
    on: '2026-03-02',
    precision: 'day' as Precision,
    kind: 'interview-held',
    actorRole: 'investigator',
    at: '2026-03-02T01:00:00.000Z',
  };

  it('keeps kind and role sealed when nothing is listed', () => {
    given(investigation, opened).when(new RecordAction(action, meta)).then(ActionRecorded(sealed));
  });
  it('records a listed kind and role a second time, in the words for the public', () => {
    given(investigation, opened, listed)
      .when(new RecordAction(action, meta))
      .then(ActionRecorded({ ...sealed, shownKind: heard, shownRole: investigator }));
  });
  it('shows no role of a kind that is not listed', () => {
    given(investigation, opened, listed)
      .when(new RecordAction({ ...action, kind: 'note-filed' }, meta))
      .then(ActionRecorded({ ...sealed, kind: 'note-filed' }));
  });
  it('splits the summary at the names that it mentions', () => {
    given(investigation, opened)
      .when(
        new RecordAction(
          { ...action, actor: { name: '林悦', person: lin }, summary: '林悦记录。', mentions: [] },
          meta,
        ),
      )
      .then(
        ActionRecorded({
          ...sealed,
          actorId: lin,
          actor: '林悦',
          summary: [{ text: '林悦', about: lin }, { text: '记录。' }],
        }),
      );
  });
  it('takes an action long before the opening', () => {
    given(investigation, opened)
      .when(new RecordAction({ ...action, at: '1797-07-03T00:00:00Z', precision: 'year' }, meta))
      .then(
        ActionRecorded({
          ...sealed,
          on: '1797-07-03',
          precision: 'year',
          at: '1797-07-03T00:00:00.000Z',
        }),
      );
  });
  it('refuses a case that is not open', () => {
    given(investigation)
      .when(new RecordAction(action, meta))
      .thenRefused('investigation.no-such-case');
  });
  it('refuses a time that does not exist', () => {
    given(investigation, opened)
      .when(new RecordAction({ ...action, at: '2026-02-30T09:00:00Z' }, meta))
      .thenRefused('investigation.not-a-moment');
  });
});

describe('entering a public document', () => {
  const words = {
    on: '2021-08-08',
    says: localised('信中称', 'The letter says'),
    source: localised('公开信', 'Open letter'),
    excerpt: localised('公开', 'Make it public'),
  };
  it('records the excerpt', () => {
    given(investigation, opened)
      .when(new EnterPublicDocument({ case: 'a-1', ...words }, meta))
      .then(PublicDocumentEntered({ case: 'a-1', ...words, precision: 'day', marks: [] }));
  });
  it('seals the wording where words are withheld', () => {
    given(investigation, opened)
      .when(
        new EnterPublicDocument(
          { case: 'a-1', ...words, marks: ['privacy-of-another-person'], wording: '原文' },
          meta,
        ),
      )
      .then(
        PublicDocumentEntered({
          case: 'a-1',
          ...words,
          precision: 'day',
          marks: ['privacy-of-another-person'],
          wording: [{ text: '原文' }],
        }),
      );
  });
  it('refuses a mark without the wording', () => {
    given(investigation, opened)
      .when(
        new EnterPublicDocument(
          { case: 'a-1', ...words, marks: ['privacy-of-another-person'] },
          meta,
        ),
      )
      .thenRefused('investigation.wording-missing');
  });
  it('refuses a case that is not open', () => {
    given(investigation)
      .when(new EnterPublicDocument({ case: 'a-1', ...words }, meta))
      .thenRefused('investigation.no-such-case');
  });
});

describe('entering a stage', () => {
  const triage = StageEntered({ case: 'a-1', from: 'received', to: 'triage', on: '2026-03-02' });
  it('records from where to where, today unless a day is given', () => {
    given(investigation, opened)
      .when(new EnterStage({ case: 'a-1', to: 'triage' }, meta))
      .then(triage);
  });
  it('does nothing when the case is there already', () => {
    given(investigation, opened, triage)
      .when(new EnterStage({ case: 'a-1', to: 'triage' }, meta))
      .thenNothing();
  });
  it('refuses to go back without a reason, and takes one', () => {
    given(investigation, opened, triage)
      .when(new EnterStage({ case: 'a-1', to: 'received' }, meta))
      .thenRefused('investigation.going-back-needs-reason');
    given(investigation, opened, triage)
      .when(new EnterStage({ case: 'a-1', to: 'received', reason: '需要补充。' }, meta))
      .then(
        StageEntered({
          case: 'a-1',
          from: 'triage',
          to: 'received',
          on: '2026-03-02',
          reason: [{ text: '需要补充。' }],
        }),
      );
  });
  it('refuses a day that does not exist', () => {
    given(investigation, opened)
      .when(new EnterStage({ case: 'a-1', to: 'triage', on: '2026-02-30' }, meta))
      .thenRefused('investigation.not-a-day');
  });
  it('refuses a case that is not open', () => {
    given(investigation)
      .when(new EnterStage({ case: 'a-1', to: 'triage' }, meta))
      .thenRefused('investigation.no-such-case');
  });
});
