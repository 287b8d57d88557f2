import type { ReactElement } from 'react';
import { languages, languageTag, type Language } from '#kernel';
import { checkPath, feedPaths } from './address.js';
import { nameOf } from './layout.js';
import type { Site } from './model.js';
import { words } from './words.js';

/** Feeds in both languages, with full addresses: they are copied into a reader, and printed. */
export function Follow(props: { site: Site; language: Language; of: string | null }): ReactElement {
  const { site, language, of } = props;
  return (
    <section id="follow" aria-labelledby="follow-title">
      <h2 id="follow-title">{(of === null ? words.followAll : words.follow)[language]}</h2>
      <p>{words.noAccount[language]}</p>
      <ul className="feeds" role="list">
        {languages.flatMap((other) =>
          Object.entries(feedPaths(other, of)).map(([form, path]) => (
            <li key={path}>
              <a href={path} hrefLang={languageTag[other]}>
                {form === 'atom' ? 'Atom' : 'JSON Feed'} ·{' '}
                <span lang={languageTag[other]}>{nameOf[other]}</span>
              </a>
              <code>
                {site.publicUrl}
                {path}
              </code>
            </li>
          )),
        )}
      </ul>
    </section>
  );
}

/** What a reader can check, and where; says no more than is true. */
export function Check(props: { site: Site; language: Language; of: string | null }): ReactElement {
  const { language, of } = props;
  return (
    <section id="check" aria-labelledby="check-title">
      <h2 id="check-title">{words.check[language]}</h2>
      <p>{words.checkLeaf[language]}</p>
      <CheckNow {...props} of={of === null ? null : { ref: of }} />
    </section>
  );
}

interface CheckNowProps {
  readonly site: Site;
  readonly language: Language;
  /** Null: all that is public. */
  readonly of: { readonly ref: string } | { readonly index: number } | null;
}

/** The way to the page that checks. */
export function CheckNow({ site, language, of }: CheckNowProps): ReactElement {
  const what = of === null ? words.checkAll : 'ref' in of ? words.checkCase : words.checkOne;
  return (
    <>
      <p>{(site.checkpoint ? words.checkSigned : words.checkUnsigned)[language]}</p>
      {site.checkpoint && (
        <p className="links">
          <a href={checkPath(language, of)}>{what[language]}</a>
        </p>
      )}
      <p>{words.checkMeaning[language]}</p>
    </>
  );
}
