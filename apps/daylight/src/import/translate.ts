import {
  AppointMember,
  CorrectMemberName,
  EndTerm,
  type CommitteeCommand,
  type MemberRole,
} from '#committee/process';
import { dayIn, parseInstant, type CommandMeta, type Localised } from '#kernel';
import type { ActionLine } from './action-line.js';
import { mentionsOf } from './mentions.js';
import type { CommandName, ImportMap } from './import-map.js';

/** Why a line cannot become a command, in English and without a word of the line. */
export class Untranslatable extends Error {
  override readonly name = 'Untranslatable';
}

/** Roles that a seat has by itself. Any other word is a title of a member. */
const plainRoles: Readonly<Record<string, MemberRole>> = {
  chair: 'chair',
  chairman: 'chair',
  chairwoman: 'chair',
  chairperson: 'chair',
  member: 'member',
  alternate: 'alternate',
  secretary: 'secretary',
};

function seatOf(
  actorRole: string | null,
  { roles }: ImportMap,
): { readonly role: MemberRole; readonly title?: Localised } {
  const word = actorRole?.toLowerCase() ?? 'member';
  if (Object.hasOwn(plainRoles, word)) return { role: plainRoles[word] as MemberRole };
  const title = roles.find(({ name }) => name === actorRole)?.words;
  return { role: 'member', ...(title && { title }) };
}

/** Shown of a member whom the file knows by an id only: the id is not meant for the public. A correction brings the name. */
const unnamed = '未具名 · not named';

/** Under what the vault knows whoever a line is about: one who is written otherwise later is the same person. */
export const aliasOf = ({ member, actor }: ActionLine): string | null =>
  member === null ? actor : `member:${member}`;

/** What a line does not say itself. */
export interface Translation {
  readonly map: ImportMap;
  readonly zone: string;
  /** Whether the file says of this case that the name must never be public. */
  readonly isProtected: boolean;
  readonly personOf: (alias: string) => Promise<string>;
}

/** The command that a line becomes. @throws Untranslatable when it says too little, or what may not be public */
export async function translate(
  name: CommandName,
  line: ActionLine,
  { map, zone, isProtected, personOf }: Translation,
  meta: CommandMeta,
): Promise<CommitteeCommand> {
  const { case: ref, actor, actorRole, at, precision } = line;
  const alias = aliasOf(line);
  if (alias === null || (actor === null && name === 'correctMemberName'))
    throw new Untranslatable('names nobody');
  if (precision !== 'day')
    throw new Untranslatable('its day is not known, and a term begins and ends on a day');
  const person = await personOf(alias);
  const about = {
    case: ref,
    on: dayIn(zone, parseInstant(at) ?? Number.NaN),
    mentions: await mentionsOf(line, alias, personOf),
    source: line.source,
  };
  switch (name) {
    case 'appointMember': {
      const member = { name: actor ?? unnamed, person };
      const seat = { ...seatOf(actorRole, map), constituency: 'other' as const };
      return new AppointMember(
        { ...about, member, ...seat, ...(isProtected && { protected: true }) },
        meta,
      );
    }
    case 'endTerm':
      return new EndTerm({ ...about, member: person, reasonClass: 'other' }, meta);
    case 'correctMemberName':
      // Whether the seat shows a name is known to the committee only, and a name once public stays so.
      if (isProtected)
        throw new Untranslatable(
          'corrects a name that must not be public, which a correction could show',
        );
      return new CorrectMemberName({ ...about, member: person, name: actor ?? '' }, meta);
  }
}
