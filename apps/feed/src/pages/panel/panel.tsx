import type { ReactElement } from 'react';
import type { PublicCommitteeRow } from '#committee/process';
import type { Language, Localised } from '#kernel';
import { committeePlace, documentPlace, pathOf } from '../address.js';
import { PresentMembers } from './members.js';
import type { CasePage, Panel } from '../model.js';
import { Filled, Time } from '../parts.js';
import { panelWords, say, words } from '../words.js';

const recusalWords = (n: number): Localised =>
  n === 0
    ? panelWords.noRecusal
    : n === 1
      ? panelWords.oneRecusal
      : say(panelWords.recusals, { n });

/** What the committee did, in counts that say nothing about one member. */
export function Working(props: {
  committee: PublicCommitteeRow;
  language: Language;
}): ReactElement {
  const { committee, language } = props;
  const { constitutedOn, meetings, declarations, interests, recusals, objections } = committee;
  return (
    <ul className="working">
      <li>
        {constitutedOn === null ? (
          panelWords.notConstituted[language]
        ) : (
          <Filled
            sentence={panelWords.constituted[language]}
            parts={{ on: <Time day={constitutedOn} precision="day" language={language} /> }}
          />
        )}
      </li>
      <li>{say(panelWords.meetings, { n: meetings })[language]}</li>
      {declarations > 0 && (
        <li>{say(panelWords.declarations, { n: declarations, interests })[language]}</li>
      )}
      <li>{recusalWords(recusals)[language]}</li>
      {objections > 0 && <li>{say(panelWords.objections, { n: objections })[language]}</li>}
    </ul>
  );
}

/** Charter and terms of reference, where there are any. */
export function Documents(props: {
  reference: string;
  panel: Panel;
  language: Language;
}): ReactElement | null {
  const { reference, panel, language } = props;
  const links = [
    ['charter', panel.committee?.charterVersion ?? null, panelWords.charterLink],
    ['terms', panel.terms, panelWords.termsLink],
  ] as const;
  return (
    <>
      {links.map(([kind, version, label]) =>
        version === null ? null : (
          <li key={kind}>
            <a href={pathOf(language, documentPlace(reference, kind))}>
              {say(label, { version })[language]}
            </a>
          </li>
        ),
      )}
    </>
  );
}

/** Who is on the panel, on the page of a case. */
export function PanelSection({ case: { ref }, panel, language }: CasePage): ReactElement {
  const { members, committee } = panel;
  return (
    <section id="panel" aria-labelledby="panel-title">
      <h2 id="panel-title">{words.panel[language]}</h2>
      {members.length === 0 ? (
        <p>{words.noPanel[language]}</p>
      ) : (
        <PresentMembers members={members} language={language} />
      )}
      {committee && <Working committee={committee} language={language} />}
      <ul className="links" role="list">
        {members.length > 0 && (
          <li>
            <a href={pathOf(language, committeePlace(ref))}>{panelWords.pastLink[language]}</a>
          </li>
        )}
        <Documents reference={ref} panel={panel} language={language} />
      </ul>
    </section>
  );
}
