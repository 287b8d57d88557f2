import { type committee } from '#committee/process';
import { type investigation } from '#investigation/process';
import type { Instant, Localised } from '#kernel';
import type { SealedEvent } from '../reading/sealed-event.js';

/** What the rules knew of a case right before an event: folded by the deciders' own functions. */
export interface Before {
  readonly committee: typeof committee.initialState;
  readonly investigation: typeof investigation.initialState;
  /** When the event before it in its stream was recorded; null for the first. */
  readonly recordedAt: Instant | null;
}

/** What surrounds a log. */
export interface Surroundings {
  /** Seconds. */
  readonly sealWindow: number;
  readonly zone: string;
}

/** A rule that nobody may have broken, as a question to every event of the log. */
export interface Control {
  readonly name: string;
  /** What holds when it passes. */
  readonly sentence: Localised;
  /** How the event breaks it; null when it does not. Says no value that is sealed. */
  broken(event: SealedEvent, before: Before, surroundings: Surroundings): Localised | null;
}

export const defineControl = (control: Control): Control => control;
