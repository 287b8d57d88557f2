import {
  AppointMember,
  CastVote,
  CloseVote,
  ConveneMeeting,
  DeclareInterest,
  HoldMeeting,
  type CommitteeCommand,
} from '#committee/process';
import {
  ChangeStage,
  RecordAction,
  type InvestigationCommand,
  type Stage,
} from '#investigation/process';
import { type CommandMeta, type Mention } from '#kernel';
import { election, members, type SeedMember } from './demo-words.js';

export const ref = 'demo';

/** Resolves a name of this case to the id under which its person is known. */
export interface People {
  of(ref: string, name: string): Promise<string>;
}

export type DemoCommand = InvestigationCommand | CommitteeCommand;
/** A step of the story: a command, once it is known under which id it is taken. */
export type Make = (meta: CommandMeta) => DemoCommand | Promise<DemoCommand>;

/** The steps that come more than once in the story. */
export function demoSteps(
  mention: (name: string) => Promise<Mention>,
  idOf: (name: string) => Promise<string>,
) {
  const stage =
    (on: string, to: Stage): Make =>
    (meta) =>
      new ChangeStage({ case: ref, to, on }, meta);
  const action =
    (at: string, kind: string, role: string, who: string, summary: string, names: string[]): Make =>
    async (meta) =>
      new RecordAction(
        {
          ...{ case: ref, at: `${at}:00+08:00`, kind, actorRole: role, summary },
          actor: await mention(who),
          mentions: await Promise.all(names.map(mention)),
        },
        meta,
      );
  const appoint =
    ({ name, role, constituency, elected, ...rest }: SeedMember): Make =>
    async (meta) =>
      new AppointMember(
        {
          ...{ case: ref, role, constituency, on: '2026-09-16', until: '2027-08-31' },
          member: await mention(name),
          ...(elected === true && { chosenBy: election }),
          ...rest,
        },
        meta,
      );
  const declare =
    (name: string, interest?: 'reporting_line'): Make =>
    async (meta) =>
      new DeclareInterest(
        {
          ...{ case: ref, member: await idOf(name), declared: interest !== undefined },
          on: '2026-09-17',
          ...(interest && { interest, detail: '两年前与被举报人在同一组工作。' }),
        },
        meta,
      );
  const voters = members.filter(({ role }) => role === 'chair' || role === 'member');
  const meeting = (number: number, convenedOn: string, meetsOn: string): Make[] => [
    (meta) => new ConveneMeeting({ case: ref, meetsOn, on: convenedOn }, meta),
    async (meta) =>
      new HoldMeeting(
        {
          ...{ case: ref, meeting: number, on: meetsOn, minutes: '会议记录由秘书保管。' },
          present: await Promise.all(voters.map(({ name }) => idOf(name))),
        },
        meta,
      ),
  ];
  const vote = (motion: number, against: readonly string[]): Make[] => [
    ...voters.map(
      ({ name }): Make =>
        async (meta) =>
          new CastVote(
            {
              ...{ case: ref, motion, member: await idOf(name) },
              vote: against.includes(name) ? 'against' : 'for',
            },
            meta,
          ),
    ),
    (meta) => new CloseVote({ case: ref, motion }, meta),
  ];
  return { stage, action, appoint, declare, voters, meeting, vote };
}
