import { localised, type AnyDefinition, type EventOf } from '#kernel';
import * as investigation from '#investigation/events';
import type { CaseEvent } from './case-events.js';
import type { CaseFileRow } from './panel/case-file.projection.js';
import type { PublicCaseRow } from './timeline/public-case.projection.js';

/** Fictional events of a case for the specs, one of every type and more where an entry has several forms. */
export const ref = 'demo';
export const on = '2026-03-04';
/** Stands in every sealed text, in every personal field, and for everybody whom the public may not tell apart. */
export const secret = {
  words: 'A sealed word.',
  name: '密某',
  id: '99999999-1111-4111-8111-111111111111',
};

export const reason = [{ text: secret.words }];
export const known = '11111111-1111-4111-8111-111111111111';
export const hash = 'a1'.repeat(32);
export const at = { case: ref, on } as const;
export const words = localised('公开的文字。', 'Public words.');

export const opened = (publicity: 'public' | 'counted' = 'public', of = ref) =>
  investigation.InvestigationOpened({
    case: of,
    title: localised('示例案件', 'A sample case'),
    publicity,
    basis: 'panel-record',
    receivedOn: '2026-03-01',
    precision: 'month',
    receivedAt: '2026-03-01T00:00:00.000Z',
  });
export const interview = { name: 'interview', words: localised('谈话', 'Interview') };
export const member = { name: 'member', words: localised('成员', 'A member') };
export const action = {
  ...at,
  precision: 'day',
  kind: 'secret-kind',
  at: '2026-03-03T00:00:00.000Z',
  actorId: secret.id,
  actor: secret.name,
  summary: reason,
} as const;
export const sealedAction = investigation.ActionRecorded(action);
export const shownAction = investigation.ActionRecorded({
  ...action,
  shownKind: interview,
  shownRole: member,
});
export const policy = investigation.PublicationPolicySet({ ...at, kinds: [interview], roles: [] });
export const document = investigation.PublicDocumentEntered({
  case: ref,
  on: '2026-02-01',
  precision: 'year',
  says: localised('公开信写道', 'The letter says'),
  source: localised('公开信', 'Open letter'),
  excerpt: localised('我们要求……', 'We ask …'),
  marks: ['privacy-of-another-person'],
  wording: reason,
});
export const stage = investigation.StageEntered({
  ...{ ...at, from: 'received', to: 'fact_finding', reason },
});
export const lowered = investigation.CasePublicitySet({
  ...{ ...at, level: 'counted', reasonClass: 'published_by_mistake', by: secret.id, reason },
});
export const raised = investigation.CasePublicitySet({
  ...{ ...at, level: 'public', reasonClass: 'already_publicly_known', by: secret.id, reason },
  ...{ affected: 'agreed', sealedActions: '10-19' },
});
export const paused = investigation.InvestigationPaused({
  ...{ ...at, reasonClass: 'police_first', reason },
});
export const closed = investigation.InvestigationClosed({
  ...{ ...at, from: 'decision', outcome: 'completed', missing: [], reason },
});
export const reopened = investigation.InvestigationReopened({
  ...{ ...at, reasonClass: 'new_evidence', reason },
});

/** What an event does: its entry on the timeline, null when it has none, and what it changes in a case and in its file. */
export interface Effect<E> {
  readonly event: E;
  /** After which events; left out: after the opening. */
  readonly past?: readonly EventOf<CaseEvent>[];
  readonly entry: { readonly kind: string; readonly title: string; readonly text?: string } | null;
  readonly publicCase?: Partial<PublicCaseRow>;
  readonly caseFile?: Partial<CaseFileRow>;
}
/** What each event of a list of definitions does. One that is forgotten does not compile. */
export type EffectsOf<D extends AnyDefinition> = {
  readonly [T in D['type']]: readonly Effect<Extract<EventOf<D>, { type: T }>>[];
};
