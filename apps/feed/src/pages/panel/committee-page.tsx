import type { ReactElement } from 'react';
import { committeePlace } from '../address.js';
import { Follow } from '../follow.js';
import { Layout, toHtml } from '../layout.js';
import { Elections, PastMembers, PresentMembers } from './members.js';
import type { CommitteePage } from '../model.js';
import { Documents, Working } from './panel.js';
import { Basis, ToCase } from '../parts.js';
import { panelWords, words } from '../words.js';

function CommitteeBody(page: CommitteePage): ReactElement {
  const { site, language, case: row, panel } = page;
  const { members, committee } = panel;
  return (
    <Layout
      site={site}
      language={language}
      title={`${panelWords.committee[language]} · ${row.title[language]} · ${words.product[language]}`}
      place={committeePlace(row.ref)}
      feedsOf={row.ref}
    >
      <ToCase row={row} language={language} />
      <div className="answer">
        <h1>{panelWords.committee[language]}</h1>
        {committee ? (
          <Working committee={committee} language={language} />
        ) : (
          <p>{panelWords.notConstituted[language]}</p>
        )}
        <ul className="links" role="list">
          <Documents reference={row.ref} panel={panel} language={language} />
        </ul>
      </div>
      <Basis basis={row.basis} language={language} />
      <section aria-labelledby="members-title">
        <h2 id="members-title">{panelWords.members[language]}</h2>
        {members.length === 0 ? (
          <p>{words.noPanel[language]}</p>
        ) : (
          <PresentMembers members={members} language={language} />
        )}
      </section>
      <section id="past" aria-labelledby="past-title">
        <h2 id="past-title">{panelWords.past[language]}</h2>
        <PastMembers members={members} language={language} />
      </section>
      <Elections members={members} language={language} />
      <Follow site={site} language={language} of={row.ref} />
    </Layout>
  );
}

export const renderCommitteePage = (page: CommitteePage): string =>
  toHtml(<CommitteeBody {...page} />);
