import type { PublicCaseRow, TimelineEntryRow } from '#cases/process';
import type { CharterVersionRow, PublicMemberRow } from '#committee/process';
import type { Json } from '#kernel';

/** The rows of one case, of every view that its state is made of. */
export interface CaseRows {
  readonly case: PublicCaseRow;
  readonly members: readonly PublicMemberRow[];
  readonly charters: readonly CharterVersionRow[];
  readonly entries: readonly TimelineEntryRow[];
}

export type CaseState = { readonly [name: string]: Json };

/** The public state of a case (contract, Feed): what stands in `cases/<ref>.json`. */
export function caseState({ case: row, members, charters, entries }: CaseRows): CaseState {
  const charter = charters.reduce<CharterVersionRow | null>(
    (newest, one) => (newest && newest.version > one.version ? newest : one),
    null,
  );
  const terms = members
    .flatMap(({ memberId: id, name, terms: all }) => all.map((term) => ({ id, name, ...term })))
    .sort((a, b) => a.index - b.index);
  return {
    format: 1,
    ref: row.ref,
    title: { ...row.title },
    publicity: 'public',
    stage: row.stage,
    step: row.step,
    stages: row.stages.map(({ stage, on }) => ({ stage, on })),
    charter: charter && { version: charter.version, sha256: charter.sha256 },
    members: terms.map(({ id, name, role, seat, from, to }) => ({
      id,
      name,
      role,
      seat,
      from,
      to,
    })),
    deadlines: [],
    entries: [...entries]
      .sort((a, b) => a.n - b.n)
      .map(({ n, index, kind, date, status, corrects }) => ({
        ...{ n, index, kind, date, status, corrects },
      })),
  };
}
