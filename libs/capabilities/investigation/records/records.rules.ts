import {
  mentions,
  dayOrToday,
  caseRef,
  day,
  dayIn,
  defineCommand,
  formatInstant,
  listOf,
  localised,
  localisedText,
  narrate,
  noted,
  optional,
  person,
  recordAsReceived,
  text,
  type EventOf,
  type Rules,
} from '#kernel';
import {
  ActionRecorded,
  listedWord,
  markReason,
  precision,
  PublicationPolicySet,
  PublicDocumentEntered,
  type InvestigationEvent,
  type ListedWord,
} from '../events.js';
import { moment, onDay, opened, pastDay } from '../asked.js';
import { refused } from '../investigation.refusals.js';
import type { Investigation } from '../investigation.state.js';

const momentText = noted('ISO 8601 with offset; may lie years back.', text);
export class SetPublicationPolicy extends defineCommand('investigation.SetPublicationPolicy', {
  summary: localised(
    '确定哪些种类的行动可以作为步骤公开。',
    'Decides which kinds of actions the public sees as bare steps.',
  ),
  input: {
    case: caseRef,
    kinds: listOf(listedWord, 200),
    roles: optional(listOf(listedWord, 200)),
    on: dayOrToday,
  },
}) {}

export class RecordAction extends defineCommand('investigation.RecordAction', {
  summary: localised('记录所做的事。', 'Records what was done.'),
  input: {
    case: caseRef,
    at: momentText,
    precision: optional(precision),
    kind: text,
    actorRole: optional(text),
    actor: noted('Name of whoever acted; sealed under that person’s key.', optional(person)),
    summary: noted('Sealed.', optional(text)),
    mentions,
    source: recordAsReceived,
  },
}) {}

export class EnterPublicDocument extends defineCommand('investigation.EnterPublicDocument', {
  summary: localised(
    '录入已公开文件的摘录。',
    'Enters an excerpt of a document that is already public.',
  ),
  input: {
    case: caseRef,
    on: noted('Day of the document.', day),
    precision: optional(precision),
    says: noted('Who says it, for example “the letter says”.', localisedText),
    source: noted('Title of the document.', localisedText),
    excerpt: noted('The words that may be shown again.', localisedText),
    marks: optional(listOf(markReason, 50)),
    wording: noted(
      'The words as the document has them, where some are withheld; sealed.',
      optional(text),
    ),
    mentions,
  },
}) {}

export const recordCommands = [SetPublicationPolicy, RecordAction, EnterPublicDocument] as const;
export type RecordCommand = InstanceType<(typeof recordCommands)[number]>;

const listed = (words: readonly ListedWord[], name: string | undefined) =>
  words.find((word) => word.name === name);

const twice = (words: readonly ListedWord[]) =>
  new Set(words.map(({ name }) => name)).size < words.length;

export const recordRules: Rules<RecordCommand, Investigation, EventOf<InvestigationEvent>> = {
  SetPublicationPolicy({ data }, state, context) {
    const before = opened(state);
    const { case: ref, kinds, roles = [] } = data;
    const on = onDay(data.on, context);
    if (JSON.stringify([before.kinds, before.roles]) === JSON.stringify([kinds, roles])) return [];
    if (twice(kinds)) throw refused('investigation.kind-listed-twice', ['kinds']);
    if (twice(roles)) throw refused('investigation.role-listed-twice', ['roles']);
    return [PublicationPolicySet({ case: ref, kinds, roles, on })];
  },

  RecordAction({ data }, state, context) {
    const { kinds, roles } = opened(state);
    const { case: ref, kind, actorRole, actor, summary, source, mentions: named = [] } = data;
    if (kind.trim() === '') throw refused('investigation.kind-missing', ['kind']);
    const happened = moment(data.at, 'at');
    const known = data.precision ?? 'day';
    const names = actor ? [...named, actor] : named;
    const shownKind = listed(kinds, kind);
    return [
      ActionRecorded({
        case: ref,
        on: pastDay(dayIn(context.zone, happened), known, 'at', context),
        precision: known,
        shownKind,
        shownRole: shownKind && listed(roles, actorRole),
        kind,
        actorRole,
        at: formatInstant(happened),
        actorId: actor?.person,
        actor: actor?.name,
        summary: summary ? narrate(summary, names) : undefined,
        source: source ? narrate(source, names) : undefined,
      }),
    ];
  },

  EnterPublicDocument({ data }, state, context) {
    opened(state);
    const { mentions: named, precision: known = 'day', marks = [], wording, ...rest } = data;
    pastDay(data.on, known, 'on', context);
    if (marks.length > 0 && !wording) throw refused('investigation.wording-missing', ['wording']);
    return [
      PublicDocumentEntered({
        ...rest,
        precision: known,
        marks,
        wording: wording ? narrate(wording, named) : undefined,
      }),
    ];
  },
};
