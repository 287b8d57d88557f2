import {
  Command,
  dayIn,
  isDay,
  narrate,
  neverEvent,
  parseInstant,
  formatInstant,
  type Day,
  type Decider,
  type EventOf,
  type FoldedEventOf,
  type Localised,
  type MarkReason,
  type Mention,
  type Precision,
  type Publicity,
} from '#kernel';
import {
  ActionRecorded,
  investigationEvents,
  InvestigationOpened,
  PublicationPolicySet,
  PublicDocumentEntered,
  StageEntered,
  type bases,
  type InvestigationEvent,
} from './investigation.events.js';
import { refused } from './investigation.refusals.js';
import { stages, type Stage } from './stages.js';

interface ListedWord {
  readonly name: string;
  readonly words: Localised;
}

export class OpenInvestigation extends Command<{
  readonly case: string;
  readonly title: Localised;
  readonly publicity: Publicity;
  readonly basis: (typeof bases)[number];
  /** ISO 8601 with offset. */
  readonly receivedAt: string;
  readonly precision?: Precision;
}> {
  readonly kind = 'OpenInvestigation';
  readonly operation = 'investigation.OpenInvestigation';
}

export class SetPublicationPolicy extends Command<{
  readonly case: string;
  readonly kinds: readonly ListedWord[];
  readonly roles: readonly ListedWord[];
  /** Day of the decision; today if left out. */
  readonly on?: Day;
}> {
  readonly kind = 'SetPublicationPolicy';
  readonly operation = 'investigation.SetPublicationPolicy';
}

export class RecordAction extends Command<{
  readonly case: string;
  /** ISO 8601 with offset; may lie years back. */
  readonly at: string;
  readonly precision?: Precision;
  readonly kind: string;
  readonly actorRole?: string;
  readonly actor?: Mention;
  readonly summary?: string;
  /** Whom the texts name, with the words that they use. */
  readonly mentions?: readonly Mention[];
  /** The record as it was received, word for word. */
  readonly source?: string;
}> {
  readonly kind = 'RecordAction';
  readonly operation = 'investigation.RecordAction';
}

export class EnterPublicDocument extends Command<{
  readonly case: string;
  readonly on: Day;
  readonly precision?: Precision;
  readonly says: Localised;
  readonly source: Localised;
  readonly excerpt: Localised;
  readonly marks?: readonly MarkReason[];
  readonly wording?: string;
  readonly mentions?: readonly Mention[];
}> {
  readonly kind = 'EnterPublicDocument';
  readonly operation = 'investigation.EnterPublicDocument';
}

export class EnterStage extends Command<{
  readonly case: string;
  readonly to: Stage;
  readonly on?: Day;
  readonly reason?: string;
}> {
  readonly kind = 'EnterStage';
  readonly operation = 'investigation.EnterStage';
}

type InvestigationCommand =
  OpenInvestigation | SetPublicationPolicy | RecordAction | EnterPublicDocument | EnterStage;

interface NotOpen {
  readonly phase: 'not-open';
}
interface Open {
  readonly phase: 'open';
  readonly stage: Stage;
  readonly kinds: readonly ListedWord[];
  readonly roles: readonly ListedWord[];
}
/** What the rules need to know of a case. */
export type Investigation = NotOpen | Open;

const listed = (words: readonly ListedWord[], name: string | undefined) =>
  words.find((word) => word.name === name);

const twice = (words: readonly ListedWord[]) =>
  new Set(words.map(({ name }) => name)).size < words.length;

function moment(text: string, field: string): number {
  const at = parseInstant(text);
  if (at === undefined) throw refused('investigation.not-a-moment', [field]);
  return at;
}

/** A case is opened once, and everything else happens in an open case. */
function opened(state: Investigation): Open {
  if (state.phase === 'not-open') throw refused('investigation.no-such-case', ['case']);
  return state;
}

export const investigation: Decider<Investigation, InvestigationCommand, InvestigationEvent> = {
  name: 'investigation',
  events: investigationEvents,
  initialState: { phase: 'not-open' },
  caseOf: ({ data }) => data.case,

  decide(command, state, { now, zone }): readonly EventOf<InvestigationEvent>[] {
    switch (command.kind) {
      case 'OpenInvestigation': {
        if (state.phase === 'open') throw refused('investigation.already-open', ['case']);
        const { receivedAt, precision = 'day', ...rest } = command.data;
        const received = moment(receivedAt, 'receivedAt');
        return [
          InvestigationOpened({
            ...rest,
            precision,
            receivedOn: dayIn(zone, received),
            receivedAt: formatInstant(received),
          }),
        ];
      }
      case 'SetPublicationPolicy': {
        const { kinds, roles } = opened(state);
        const { data } = command;
        if (JSON.stringify([kinds, roles]) === JSON.stringify([data.kinds, data.roles])) return [];
        if (twice(data.kinds)) throw refused('investigation.kind-listed-twice', ['kinds']);
        if (twice(data.roles)) throw refused('investigation.role-listed-twice', ['roles']);
        return [PublicationPolicySet({ ...data, on: data.on ?? dayIn(zone, now) })];
      }
      case 'RecordAction': {
        const { kinds, roles } = opened(state);
        const {
          at,
          precision = 'day',
          kind,
          actorRole,
          actor,
          summary,
          mentions = [],
          source,
          case: ref,
        } = command.data;
        const happened = moment(at, 'at');
        const names = actor ? [...mentions, actor] : mentions;
        const shownKind = listed(kinds, kind);
        return [
          ActionRecorded({
            case: ref,
            on: dayIn(zone, happened),
            precision,
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
      }
      case 'EnterPublicDocument': {
        opened(state);
        const { precision = 'day', marks = [], wording, mentions, ...rest } = command.data;
        if (marks.length > 0 && !wording)
          throw refused('investigation.wording-missing', ['wording']);
        return [
          PublicDocumentEntered({
            ...rest,
            precision,
            marks,
            wording: wording ? narrate(wording, mentions) : undefined,
          }),
        ];
      }
      case 'EnterStage': {
        const { stage: from } = opened(state);
        const { to, on = dayIn(zone, now), reason, case: ref } = command.data;
        if (!isDay(on)) throw refused('investigation.not-a-day', ['on']);
        if (to === from) return [];
        const back = stages.indexOf(to) < stages.indexOf(from);
        if (back && !reason) throw refused('investigation.going-back-needs-reason', ['reason']);
        return [
          StageEntered({ case: ref, from, to, on, reason: reason ? narrate(reason) : undefined }),
        ];
      }
    }
  },

  evolve(state, event: FoldedEventOf<InvestigationEvent>): Investigation {
    switch (event.type) {
      case 'investigation.InvestigationOpened':
        return { phase: 'open', stage: 'received', kinds: [], roles: [] };
      case 'investigation.PublicationPolicySet':
        return state.phase === 'open'
          ? { ...state, kinds: event.data.kinds, roles: event.data.roles }
          : state;
      case 'investigation.StageEntered':
        return state.phase === 'open' ? { ...state, stage: event.data.to } : state;
      case 'investigation.ActionRecorded':
      case 'investigation.PublicDocumentEntered':
        return state;
      default:
        return neverEvent(event);
    }
  },
};
