import { dayIn, isDay, type Day } from './clock.js';
import type { DecisionContext } from './decider.js';
import { listOf, noted, optional, person, text } from './field.js';

// What commands of every capability take.

/** Checked by the rule, so that a wrong day is refused with the sentence of the capability. */
export const dayOrToday = noted('YYYY-MM-DD; today if left out.', optional(text));

export const mentions = noted(
  'Names in the texts, each sealed under its person’s key.',
  optional(listOf(person, 200)),
);

export const recordAsReceived = noted(
  'The record as it was received, word for word; sealed.',
  optional(text),
);

/** The day that was asked for, today if none was; or why it cannot be. What lies ahead has not happened. */
export function askedDay(
  asked: Day | undefined,
  { now, zone }: DecisionContext,
): { readonly day: Day } | { readonly fault: 'not-a-day' | 'day-ahead' } {
  const today = dayIn(zone, now);
  if (asked === undefined) return { day: today };
  if (!isDay(asked)) return { fault: 'not-a-day' };
  return asked > today ? { fault: 'day-ahead' } : { day: asked };
}
