import type { Capability } from '#engine';
import { casesCapability } from '#cases';
import { committeeCapability } from '#committee';
import { investigationCapability } from '#investigation';

/** Every capability of an installation: what the office, the runner and the commands of `daylight` are made of. */
export const capabilities: readonly Capability[] = [
  investigationCapability,
  committeeCapability,
  casesCapability,
];
