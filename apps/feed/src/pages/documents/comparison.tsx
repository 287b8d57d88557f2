import type { ReactElement } from 'react';
import type { Language } from '#kernel';
import { documentPlace, pathOf } from '../address.js';
import { difference, type Piece } from './difference.js';
import type { DocumentPage, DocumentVersion } from '../model.js';
import { rulesInWords } from './rules.js';
import { panelWords, say } from '../words.js';

/** Two lists and a button: a plain form, so that it works without a script and the answer has an address. */
function Choice({ case: { ref }, kind, language, versions, compared }: DocumentPage): ReactElement {
  const [newest, before] = versions;
  const chosen = compared ?? { from: before?.version, to: newest?.version };
  return (
    <form className="compare" action={pathOf(language, documentPlace(ref, kind))} method="get">
      {(['from', 'to'] as const).map((side) => (
        <p key={side}>
          <label htmlFor={side}>
            {(side === 'from' ? panelWords.compareFrom : panelWords.compareTo)[language]}
          </label>
          <select id={side} name={side} defaultValue={chosen[side]}>
            {versions.map(({ version }) => (
              <option key={version} value={version}>
                {say(panelWords.version, { version })[language]}
              </option>
            ))}
          </select>
        </p>
      ))}
      <button type="submit">{panelWords.compareButton[language]}</button>
    </form>
  );
}

/** Words say it too: underlines and strokes are not heard. */
function Change({ piece, language }: { piece: Piece; language: Language }): ReactElement {
  const { kind, text } = piece;
  if (kind === 'same') return <bdi>{text}</bdi>;
  const inside = (
    <>
      <span className="unseen">{panelWords[kind][language]}</span>
      <bdi>{text}</bdi>
      <span className="unseen">{language === 'zh' ? '］' : ']'}</span>
    </>
  );
  return kind === 'added' ? <ins>{inside}</ins> : <del>{inside}</del>;
}

function TextChanges(props: {
  from: DocumentVersion;
  to: DocumentVersion;
  language: Language;
}): ReactElement {
  const { from, to, language } = props;
  const pieces = difference(from.text[language], to.text[language], language);
  return pieces.some(({ kind }) => kind !== 'same') ? (
    <div className="changes">
      {pieces.map((piece, at) => (
        <Change key={at} piece={piece} language={language} />
      ))}
    </div>
  ) : (
    <p>{panelWords.noDifference[language]}</p>
  );
}

/** Whole sentences: half a rule means nothing. */
function RuleChanges(props: {
  from: DocumentVersion;
  to: DocumentVersion;
  language: Language;
}): ReactElement | null {
  const { from, to, language } = props;
  if (!from.rules || !to.rules) return null;
  const sentences = (rules: NonNullable<DocumentVersion['rules']>): string[] =>
    rulesInWords(rules).map(({ words }) => words[language]);
  const [before, after] = [sentences(from.rules), sentences(to.rules)];
  const pieces: Piece[] = [
    ...before
      .filter((text) => !after.includes(text))
      .map((text) => ({ kind: 'removed', text }) as const),
    ...after
      .filter((text) => !before.includes(text))
      .map((text) => ({ kind: 'added', text }) as const),
  ];
  return (
    <>
      <h3>{panelWords.rulesCompared[language]}</h3>
      {pieces.length === 0 ? (
        <p>{panelWords.noDifference[language]}</p>
      ) : (
        <ul>
          {pieces.map((piece) => (
            <li key={`${piece.kind} ${piece.text}`}>
              <Change piece={piece} language={language} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Answer({ versions, compared, language }: DocumentPage): ReactElement | null {
  if (compared === null) return null;
  const from = versions.find(({ version }) => version === compared.from);
  const to = versions.find(({ version }) => version === compared.to);
  if (!from || !to || from === to) return <p>{panelWords.compareSame[language]}</p>;
  const legend = { from: from.version, to: to.version };
  return (
    <article className="compared">
      <h3>{say(panelWords.compared, legend)[language]}</h3>
      <p className="facts">{panelWords.compareLegend[language]}</p>
      <RuleChanges from={from} to={to} language={language} />
      {from.rules && <h3>{panelWords.textCompared[language]}</h3>}
      <TextChanges from={from} to={to} language={language} />
    </article>
  );
}

/** What changed between two versions; nothing while there is one only. */
export function Comparison(page: DocumentPage): ReactElement | null {
  if (page.versions.length < 2) return null;
  return (
    <section id="compare" aria-labelledby="compare-title">
      <h2 id="compare-title">{panelWords.compare[page.language]}</h2>
      <Choice {...page} />
      <Answer {...page} />
    </section>
  );
}
