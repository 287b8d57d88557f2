import { neverEvent, type FoldedEventOf, type Publicity } from '#kernel';
import { CommitteeConstituted } from '#committee/events';
import {
  investigationEvents,
  type InvestigationEvent,
  type ListedWord,
  type Milestone,
  type PublicityReason,
  type Stage,
} from './events.js';

interface NotOpen {
  readonly phase: 'not-open';
}

/** A case that was opened; it may be closed since. */
export interface Open {
  readonly phase: 'open';
  readonly publicity: Publicity;
  /** Recorded actions without a public trace, now or once the case is public. */
  readonly sealedActions: number;
  /** Proposed to be made public over an objection; by which account. */
  readonly raiseProposed: { readonly by: string; readonly reasonClass: PublicityReason } | null;
  /** Lowered, and nobody has confirmed it yet; by which account. */
  readonly loweringUnconfirmed: { readonly by: string } | null;
  readonly severity: 'ordinary' | 'crisis' | null;
  readonly stage: Stage;
  readonly paused: boolean;
  readonly terms: { readonly version: number; readonly hash: string } | null;
  readonly plan: { readonly version: number } | null;
  readonly allegations: number;
  readonly constituted: boolean;
  /** Stages that were ever reached. */
  readonly reached: readonly Stage[];
  /** Numbers of measures that are in force. */
  readonly measures: { readonly ordered: number; readonly inForce: readonly number[] };
  readonly links: readonly { readonly other: string; readonly how: string }[];
  readonly held: boolean;
  readonly kinds: readonly ListedWord[];
  readonly roles: readonly ListedWord[];
}
/** What the rules need to know of a case. */
export type Investigation = NotOpen | Open;

/** Its own events, and of the committee's the one that a complete investigation needs. */
export const foldedEvents = [...investigationEvents, CommitteeConstituted] as const;
export type FoldedEvent = InvestigationEvent | typeof CommitteeConstituted;

const justOpened: Omit<Open, 'publicity'> = {
  phase: 'open',
  sealedActions: 0,
  raiseProposed: null,
  loweringUnconfirmed: null,
  severity: null,
  stage: 'received',
  paused: false,
  terms: null,
  plan: null,
  allegations: 0,
  constituted: false,
  reached: ['received'],
  measures: { ordered: 0, inForce: [] },
  links: [],
  held: false,
  kinds: [],
  roles: [],
};

export const initialState: Investigation = { phase: 'not-open' };

export function evolve(state: Investigation, event: FoldedEventOf<FoldedEvent>): Investigation {
  if (event.type === 'investigation.InvestigationOpened')
    return { ...justOpened, publicity: event.data.publicity };
  return state.phase === 'open' ? { ...state, ...changed(state, event) } : state;
}

type Later = Exclude<
  FoldedEventOf<FoldedEvent>,
  { readonly type: 'investigation.InvestigationOpened' }
>;

const entered = ({ reached }: Open, stage: Stage): Partial<Open> => ({
  stage,
  reached: reached.includes(stage) ? reached : [...reached, stage],
});

/** What an event changes of an open case. */
function changed(state: Open, event: Later): Partial<Open> {
  switch (event.type) {
    case 'investigation.PublicationPolicySet':
      return { kinds: event.data.kinds, roles: event.data.roles };
    case 'investigation.ActionRecorded':
      return event.data.shownKind ? {} : { sealedActions: state.sealedActions + 1 };
    case 'investigation.StageEntered':
      return entered(state, event.data.to);
    case 'investigation.PublicityProposed':
      return { raiseProposed: event.data };
    case 'investigation.CasePublicitySet':
      return {
        publicity: event.data.level,
        raiseProposed: null,
        loweringUnconfirmed: event.data.level === 'counted' ? { by: event.data.by } : null,
      };
    case 'investigation.CasePublicityConfirmed':
      return { loweringUnconfirmed: null };
    case 'investigation.SeveritySet':
      return { severity: event.data.severity };
    case 'investigation.TermsOfReferenceAdopted':
    case 'investigation.TermsOfReferenceAmended':
      return { terms: { version: event.data.version, hash: event.data.hash } };
    case 'investigation.InvestigationPaused':
      return { paused: true };
    case 'investigation.InvestigationResumed':
      return { paused: false };
    case 'investigation.InvestigationClosed':
      return { ...entered(state, 'closed'), paused: false };
    case 'investigation.InvestigationReopened':
      return entered(state, 'reopened');
    case 'investigation.AllegationRegistered':
      return { allegations: state.allegations + 1 };
    case 'investigation.InvestigationPlanAdopted':
      return { plan: { version: event.data.version } };
    case 'investigation.InterimMeasureOrdered':
      return {
        measures: {
          ordered: state.measures.ordered + 1,
          inForce: [...state.measures.inForce, event.data.measure],
        },
      };
    case 'investigation.InterimMeasureLifted':
      return {
        measures: {
          ...state.measures,
          inForce: state.measures.inForce.filter((measure) => measure !== event.data.measure),
        },
      };
    case 'investigation.InvestigationsLinked':
      return { links: [...state.links, event.data] };
    case 'investigation.LegalHoldPlaced':
      return { held: true };
    case 'investigation.LegalHoldReleased':
      return { held: false };
    case 'committee.CommitteeConstituted':
      return { constituted: true };
    case 'investigation.PublicDocumentEntered':
    case 'investigation.MatterReferred':
    case 'investigation.InterimMeasureReviewed':
      return {};
    default:
      return neverEvent(event);
  }
}

/** What a complete investigation has and this one has not. */
export const missingOf = (state: Open): Milestone[] => [
  ...(state.terms ? [] : (['terms_of_reference'] as const)),
  ...(state.constituted ? [] : (['committee'] as const)),
  ...(state.plan ? [] : (['plan'] as const)),
  ...(state.allegations > 0 ? [] : (['allegations'] as const)),
  ...(state.reached.includes('findings') ? [] : (['findings'] as const)),
  ...(state.reached.includes('decision') ? [] : (['decision'] as const)),
];
