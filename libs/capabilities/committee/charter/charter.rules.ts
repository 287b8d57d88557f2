import {
  canonicalJson,
  caseRef,
  defineCommand,
  localised,
  localisedText,
  noted,
  optional,
  type EventOf,
  type Json,
  type Rules,
  dayOrToday,
} from '#kernel';
import { onDay, working } from '../asked.js';
import { refused } from '../committee.refusals.js';
import type { Committee } from '../committee.state.js';
import {
  CharterAdopted,
  CharterAmended,
  charterRules as rulesType,
  type CharterRules,
  type CommitteeEvent,
} from '../events.js';

export class AdoptCharter extends defineCommand('committee.AdoptCharter', {
  summary: localised(
    '通过工作规则，或其新版本。',
    'Adopts the charter of the committee, or a new version of it.',
  ),
  input: {
    case: caseRef,
    text: noted('Public, whole. Name no person in it.', localisedText),
    rules: rulesType,
    changes: noted(
      'Public: what a new version changes. Required from the second version on.',
      optional(localisedText),
    ),
    on: dayOrToday,
  },
}) {}

export const charterCommands = [AdoptCharter] as const;
export type CharterCommand = InstanceType<(typeof charterCommands)[number]>;

/** A charter that asks for more members of a kind than it has seats for could never be met. */
function possible({ seats, leastEmployeeElected, leastExternal }: CharterRules): boolean {
  const seatsOf = (kind: string) =>
    (seats ?? [])
      .filter(({ constituency }) => constituency === kind)
      .reduce((sum, { seats: count }) => sum + count, 0);
  return (
    seats === undefined ||
    (seatsOf('employee_elected') >= leastEmployeeElected &&
      seatsOf('external_expert') >= leastExternal)
  );
}

export const charterRules: Rules<CharterCommand, Committee, EventOf<CommitteeEvent>> = {
  AdoptCharter({ data: { case: ref, text, rules, changes, on } }, state, context) {
    const { charter } = working(state);
    if (text.zh.trim() === '' || text.en.trim() === '')
      throw refused('committee.text-missing', ['text']);
    if (!possible(rules)) throw refused('committee.charter-impossible', ['rules']);
    const hash = context.sha256(canonicalJson({ rules, text } as unknown as Json));
    if (charter?.hash === hash) return [];
    const next = { case: ref, on: onDay(on, context), text, rules, hash };
    if (!charter) return [CharterAdopted({ ...next, version: 1 })];
    if (!changes) throw refused('committee.changes-missing', ['changes']);
    return [CharterAmended({ ...next, version: charter.version + 1, changes })];
  },
};
