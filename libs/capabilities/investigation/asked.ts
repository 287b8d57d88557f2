import {
  askedDay,
  dayIn,
  narrate,
  parseInstant,
  type Day,
  type DecisionContext,
  type Instant,
  type Mention,
  type Narrative,
  type Precision,
} from '#kernel';
import { refused } from './investigation.refusals.js';
import type { Investigation, Open } from './investigation.state.js';

/** A moment that was asked for. @throws Refused */
export function moment(text: string, field: string): Instant {
  const at = parseInstant(text);
  if (at === undefined) throw refused('investigation.not-a-moment', [field]);
  return at;
}

/** A day that was asked for, today if none was. What lies ahead has not happened. @throws Refused */
export function onDay(asked: Day | undefined, context: DecisionContext): Day {
  const answer = askedDay(asked, context);
  if ('fault' in answer) throw refused(`investigation.${answer.fault}`, ['on']);
  return answer.day;
}

/** How much of a day is meant, in characters: of a year or a month only a later one lies ahead. */
const meant = { day: 10, month: 7, year: 4, unknown: 10 } as const satisfies Record<
  Precision,
  number
>;

/** The day of something that was done, as exactly as it is known. @throws Refused when it lies ahead */
export function pastDay(
  day: Day,
  precision: Precision,
  field: string,
  { now, zone }: DecisionContext,
): Day {
  const length = meant[precision];
  if (day.slice(0, length) > dayIn(zone, now).slice(0, length))
    throw refused('investigation.day-ahead', [field]);
  return day;
}

/** A case is opened once, and everything else happens in it. @throws Refused */
export function opened(state: Investigation): Open {
  if (state.phase === 'not-open') throw refused('investigation.no-such-case', ['case']);
  return state;
}

/** A case that has not ended; it may be paused. @throws Refused */
export function unclosed(state: Investigation): Open {
  const open = opened(state);
  if (open.stage === 'closed') throw refused('investigation.closed', ['case']);
  return open;
}

/** A case in which work goes on. @throws Refused when it is closed or paused */
export function working(state: Investigation): Open {
  const open = unclosed(state);
  if (open.paused) throw refused('investigation.paused', ['case']);
  return open;
}

/** Words that have to be there. @throws Refused */
export function written(text: string, field: string, names?: readonly Mention[]): Narrative {
  if (text.trim() === '') throw refused('investigation.reason-missing', [field]);
  return narrate(text, names);
}
