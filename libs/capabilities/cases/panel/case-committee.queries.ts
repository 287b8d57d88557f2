import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { AnyDefinition, Principal, Row, TextVersionRow, View } from '#kernel';
import {
  charterVersion,
  publicCommittee,
  publicRoster,
  type PublicMemberRow,
} from '#committee/process';
import { termsVersion } from '#investigation/process';
import { Projections, streamRows, type Until } from '#projections';
import type { CaseCommittee, CaseMember, CaseText } from './case-committee.type.js';

/** Who works on a case and under which rules, now or as of a place in its history. */
export class ReadCommittee {
  readonly operation = 'cases.ReadCase';
  constructor(
    readonly data: { readonly stream: string; readonly until: Until | null },
    readonly actor: Principal,
  ) {}
}

/** The fold that makes what the public sees, over the whole case: also where the public sees nothing of it. */
const forPanel = <R extends Row, D extends AnyDefinition>(view: View<R, D>): View<R, D> => ({
  ...view,
  reach: 'panel',
});
const views = {
  roster: forPanel(publicRoster),
  charters: forPanel(charterVersion),
  terms: forPanel(termsVersion),
  committee: forPanel(publicCommittee),
};

@QueryHandler(ReadCommittee)
export class ReadCommitteeHandler implements IQueryHandler<ReadCommittee, CaseCommittee> {
  constructor(@Inject(Projections) private readonly projections: Projections) {}

  async execute({ data: { stream, until } }: ReadCommittee): Promise<CaseCommittee> {
    const rowsOf = <R extends Row, D extends AnyDefinition>(view: View<R, D>) =>
      streamRows(this.projections, view, stream, until);
    const [roster, charters, terms, [committee]] = await Promise.all([
      rowsOf(views.roster),
      rowsOf(views.charters),
      rowsOf(views.terms),
      rowsOf(views.committee),
    ]);
    return {
      members: membersOf(roster),
      charters: charters.map(textOf).sort(byVersion),
      terms: terms.map(textOf).sort(byVersion),
      recusals: committee?.recusals ?? 0,
      meetings: committee?.meetings ?? 0,
    };
  }
}

const membersOf = (roster: readonly PublicMemberRow[]): CaseMember[] =>
  roster
    .flatMap(({ memberId, name, terms }) =>
      terms.map(({ index, role, seat, voting, from, to, until }) => ({
        index,
        member: {
          ...{ id: memberId, name, role, constituency: seat, voting },
          ...{ from, to, until },
        },
      })),
    )
    .sort((a, b) => a.index - b.index)
    .map(({ member }) => member);

type VersionRow = Pick<TextVersionRow, 'version' | 'sha256' | 'adoptedOn' | 'text'>;

const textOf = ({ version, sha256, adoptedOn, text: { zh, en } }: VersionRow): CaseText => ({
  ...{ version, sha256, adoptedOn, zh, en },
});
const byVersion = (a: CaseText, b: CaseText) => a.version - b.version;
