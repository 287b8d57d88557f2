import type { Localised } from './localised.js';

/** Refusal codes of a capability with their sentences: what is wrong, and what to do next. */
export type Refusals = Readonly<Record<string, Localised>>;

export const defineRefusals = <const R extends Refusals>(refusals: R): R => refusals;
