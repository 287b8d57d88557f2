import { committee } from '#committee/process';
import { investigation } from '#investigation/process';
import type { Localised } from '#kernel';
import type { SealedEvent } from '../reading/sealed-event.js';
import type { Before, Control, Surroundings } from './control.js';
import { figures } from './figures.js';
import { noConflictedVote } from './no-conflicted-vote.js';
import { noHiddenClock } from './no-hidden-clock.js';
import { noSelfApproval } from './no-self-approval.js';
import { noUnloggedErasure } from './no-unlogged-erasure.js';

export const controls: readonly Control[] = [
  noSelfApproval,
  noConflictedVote,
  noUnloggedErasure,
  noHiddenClock,
  figures,
];

export interface ControlResult {
  readonly name: string;
  readonly result: 'pass' | 'fail';
  /** Leaf indexes of the events that break it, the first ones. */
  readonly events: readonly number[];
  readonly message: string;
  readonly sentence: Localised;
}

/** Indexes that a result names at most. */
const mostNamed = 1000;

const committeeTypes = new Set<string>(committee.events.map(({ type }) => type));
const investigationTypes = new Set<string>(investigation.events.map(({ type }) => type));
const nothing: Before = {
  committee: committee.initialState,
  investigation: investigation.initialState,
  recordedAt: null,
};

/** Asks every control about every event, in order. Holds the state of each case, as its deciders do. */
export class Controls {
  private readonly cases = new Map<string, Before>();
  private readonly broken = controls.map(() => ({
    events: [] as number[],
    count: 0,
    first: null as Localised | null,
  }));

  constructor(private readonly surroundings: Surroundings) {}

  next(event: SealedEvent): void {
    const before = this.cases.get(event.stream) ?? nothing;
    controls.forEach((control, at) => {
      const how = control.broken(event, before, this.surroundings);
      const found = this.broken[at];
      if (!how || !found) return;
      found.first ??= how;
      found.count += 1;
      if (found.events.length < mostNamed) found.events.push(event.index);
    });
    this.cases.set(event.stream, after(before, event));
  }

  results(): readonly ControlResult[] {
    return controls.map(({ name, sentence }, at) => {
      const { events = [], count = 0, first } = this.broken[at] ?? {};
      const message = first ? `${first.en} (${String(count)} in all)` : sentence.en;
      return { name, result: first ? 'fail' : 'pass', events, message, sentence };
    });
  }
}

function after(before: Before, { type, data, recordedAt, locked }: SealedEvent): Before {
  const event = { type, data } as never;
  // What its keys took with them cannot be folded; that they are gone is a finding of its own.
  if (locked.length > 0) return { ...before, recordedAt };
  return {
    committee: committeeTypes.has(type)
      ? committee.evolve(before.committee, event)
      : before.committee,
    investigation: investigationTypes.has(type)
      ? investigation.evolve(before.investigation, event)
      : before.investigation,
    recordedAt,
  };
}
