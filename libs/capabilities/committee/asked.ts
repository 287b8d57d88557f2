import {
  uuid,
  noted,
  askedDay,
  narrate,
  type Day,
  type DecisionContext,
  type Mention,
  type Narrative,
  type Principal,
} from '#kernel';
import { refused } from './committee.refusals.js';
import type { Committee, Member } from './committee.state.js';

export const memberId = noted('Id of the member, as the roster gives it.', uuid);

/** A day that was asked for, today if none was. What lies ahead has not happened. @throws Refused */
export function onDay(asked: Day | undefined, context: DecisionContext): Day {
  const answer = askedDay(asked, context);
  if ('fault' in answer) throw refused(`committee.${answer.fault}`, ['on']);
  return answer.day;
}

/** The committee of a case that there is. @throws Refused */
export function known(state: Committee): Committee {
  if (state.phase === 'no-case') throw refused('committee.no-such-case', ['case']);
  return state;
}

/** The committee of a case in which work goes on. @throws Refused */
export function working(state: Committee): Committee {
  if (known(state).phase === 'closed') throw refused('committee.case-closed', ['case']);
  return state;
}

/** Somebody who sits. @throws Refused */
export function sitting({ members }: Committee, id: string, field = 'member'): Member {
  const member = members.get(id);
  if (!member) throw refused('committee.not-a-member', [field]);
  return member;
}

/** What only the member does, unless the record is kept for the member. @throws Refused */
export function own(member: Member, { id, roles }: Principal): void {
  const recorder = roles.includes('secretary') || roles.includes('importer');
  if (member.account !== id && !recorder) throw refused('committee.not-yours', ['member']);
}

/** An allegation that there is; null: the case as a whole. @throws Refused */
export function allegationOf({ allegations }: Committee, asked: number | undefined): number | null {
  if (asked === undefined) return null;
  if (asked < 1 || asked > allegations)
    throw refused('committee.no-such-allegation', ['allegation']);
  return asked;
}

/** The record that a command came from, split at the names in it. */
export const received = (
  source: string | undefined,
  names: readonly Mention[],
): Narrative | undefined => (source ? narrate(source, names) : undefined);

/** Words that have to be there. @throws Refused */
export function written(text: string, field: string, names?: readonly Mention[]): Narrative {
  if (text.trim() === '') throw refused('committee.reason-missing', [field]);
  return narrate(text, names);
}
