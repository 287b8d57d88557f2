import type { ReactElement } from 'react';
import {
  constituency,
  electionMethod,
  memberRole,
  type PublicMemberRow,
  type Term,
} from '#committee/process';
import type { Day, Language } from '#kernel';
import { CardTable, Data, Filled, Time } from '../parts.js';
import { panelWords, say } from '../words.js';

/** One term of one member. */
interface Sitting {
  readonly key: string;
  readonly member: PublicMemberRow;
  readonly term: Term;
}

/** Every term in the order in which it began. */
const sittings = (members: readonly PublicMemberRow[]): Sitting[] =>
  members
    .flatMap((member) =>
      member.terms.map((term) => ({
        key: `${member.memberId} ${String(term.index)}`,
        member,
        term,
      })),
    )
    .sort((a, b) =>
      a.term.from < b.term.from ? -1 : a.term.from > b.term.from ? 1 : a.term.index - b.term.index,
    );

export const presentTerms = (members: readonly PublicMemberRow[]): Sitting[] =>
  sittings(members).filter(({ term }) => term.to === null);

/** Last ended first. */
export const pastTerms = (members: readonly PublicMemberRow[]): Sitting[] =>
  sittings(members)
    .filter(({ term }) => term.to !== null)
    .reverse();

interface Spoken {
  readonly language: Language;
}

function Name({ member: { name }, language }: Spoken & { member: PublicMemberRow }): ReactElement {
  return name === null ? <>{panelWords.protected[language]}</> : <bdi>{name}</bdi>;
}

const On = ({ day, language }: Spoken & { day: Day }): ReactElement => (
  <Time day={day} precision="day" language={language} />
);

function Role({ term, language }: Spoken & { term: Term }): ReactElement {
  const { role, title, voting, seatedOn } = term;
  const words = memberRole.words[role][language];
  return (
    <>
      {title ? <Data text={title} language={language} /> : words}
      {title && <small>{words}</small>}
      {seatedOn !== null && (
        <small>
          <Filled
            sentence={panelWords.seated[language]}
            parts={{ on: <On day={seatedOn} language={language} /> }}
          />
        </small>
      )}
      {!voting && (role === 'chair' || role === 'member') && (
        <small>{panelWords.noVote[language]}</small>
      )}
    </>
  );
}

function Since({ term, language }: Spoken & { term: Term }): ReactElement {
  return (
    <>
      <On day={term.from} language={language} />
      {term.until !== null && (
        <small>
          <Filled
            sentence={panelWords.until[language]}
            parts={{ until: <On day={term.until} language={language} /> }}
          />
        </small>
      )}
    </>
  );
}

type Members = Spoken & { members: readonly PublicMemberRow[] };

/** Who sits now. */
export function PresentMembers({ members, language }: Members): ReactElement {
  const rows = presentTerms(members);
  const heads = ['member', 'role', 'side', 'since'] as const;
  if (rows.length === 0) return <p>{panelWords.noneSits[language]}</p>;
  return (
    <>
      <CardTable
        label={panelWords.members[language]}
        head={heads.map((head) => panelWords[head][language])}
        rows={rows.map(({ key, member, term }) => ({
          key,
          cells: [
            <Name key="name" member={member} language={language} />,
            <Role key="role" term={term} language={language} />,
            constituency.words[term.seat][language],
            <Since key="since" term={term} language={language} />,
          ],
        }))}
      />
      {rows.some(({ member }) => member.name === null) && (
        <p className="facts">{panelWords.protectedWhy[language]}</p>
      )}
    </>
  );
}

/** Terms that ended; one that was changed on its first day began and ended on it. */
export function PastMembers({ members, language }: Members): ReactElement {
  const rows = pastTerms(members);
  const heads = ['member', 'role', 'side', 'from', 'to'] as const;
  if (rows.length === 0) return <p>{panelWords.noPast[language]}</p>;
  return (
    <CardTable
      label={panelWords.past[language]}
      head={heads.map((head) => panelWords[head][language])}
      rows={rows.map(({ key, member, term }) => ({
        key,
        cells: [
          <Name key="name" member={member} language={language} />,
          <Role key="role" term={term} language={language} />,
          constituency.words[term.seat][language],
          <On key="from" day={term.from} language={language} />,
          term.to !== null && <On key="to" day={term.to} language={language} />,
        ],
      }))}
    />
  );
}

/** How members whom employees elected were chosen, so that anyone can judge it. */
export function Elections({ members, language }: Members): ReactElement | null {
  const rows = sittings(members).flatMap(({ key, member, term: { chosenBy } }) =>
    chosenBy ? [{ key, member, chosenBy }] : [],
  );
  const heads = ['member', 'electorate', 'method', 'chosenOn', 'turnout'] as const;
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="elections-title">
      <h2 id="elections-title">{panelWords.chosen[language]}</h2>
      <CardTable
        label={panelWords.chosen[language]}
        head={heads.map((head) => panelWords[head][language])}
        rows={rows.map(({ key, member, chosenBy }) => ({
          key,
          cells: [
            <Name key="name" member={member} language={language} />,
            <Data key="electorate" text={chosenBy.electorate} language={language} />,
            electionMethod.words[chosenBy.method][language],
            <On key="on" day={chosenBy.on} language={language} />,
            chosenBy.turnoutPercent === undefined
              ? panelWords.notGiven[language]
              : say(panelWords.percent, { n: chosenBy.turnoutPercent })[language],
          ],
        }))}
      />
    </section>
  );
}
