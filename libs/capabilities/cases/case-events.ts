import { DisclosureReleased } from '#kernel';
import { committeeEvents } from '#committee/events';
import { investigationEvents } from '#investigation/events';

/** What can happen in a case, whoever records it: all that its timeline and its file are made of. */
export const caseEvents = [...investigationEvents, ...committeeEvents, DisclosureReleased] as const;
export type CaseEvent = (typeof caseEvents)[number];
