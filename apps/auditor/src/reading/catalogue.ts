import {
  Catalogue,
  DisclosureReleased,
  EventSkipped,
  LogOpened,
  PolicyReplaced,
  WindowFilled,
  canonicalJson,
  type AnyDefinition,
  type Json,
} from '#kernel';
import { committeeEvents } from '#committee/process';
import { investigationEvents } from '#investigation/process';
import { hash } from 'node:crypto';

/** Every event type that this program knows: its own, never what a bundle says. */
export const catalogue = new Catalogue([
  ...[LogOpened, EventSkipped, PolicyReplaced, WindowFilled, DisclosureReleased],
  ...investigationEvents,
  ...committeeEvents,
] as readonly AnyDefinition[]);

const byType = new Map(catalogue.definitions.map((one) => [one.type, one]));

/** Undefined: a newer version wrote it. */
export const definitionOf = (type: string): AnyDefinition | undefined => byType.get(type);

export const hashOfJson = (value: Json): string => hash('sha256', canonicalJson(value), 'hex');
