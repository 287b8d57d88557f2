import type { ReactElement, ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { languages, languageTag, type Language } from '#kernel';
import { feedPaths, listPlace, pathOf, type Place } from './address.js';
import { zoneWords } from './dates.js';
import type { Site } from './model.js';
import { say, words } from './words.js';

export interface LayoutProps {
  site: Site | null;
  language: Language;
  /** Plain text; React escapes it. */
  title: string;
  /** Null on error pages, which must not repeat an address. */
  place: Place | null;
  /** The case whose feeds the page names; null: those of all cases. */
  feedsOf?: string | null;
  /** Name of a file of assets. */
  script?: 'live.js' | 'verify.js';
  /** False where there is nothing to follow. */
  follow?: boolean;
  children: ReactNode;
}

export const nameOf: { readonly [L in Language]: string } = { zh: '中文', en: 'English' };

/** `?v=` lets a server cache the file for good and still replace it with the next version. */
const asset = (site: Site | null, file: string): string =>
  `/assets/${file}${site ? `?v=${encodeURIComponent(site.version)}` : ''}`;

function Head({ site, language, title, place, feedsOf = null, script }: LayoutProps): ReactElement {
  const absolute = (path: string): string => `${site?.publicUrl ?? ''}${path}`;
  return (
    <head>
      <meta charSet="utf-8" />
      <title>{title}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      {/* The address of a case is nobody's business but the reader's. */}
      <meta name="referrer" content="no-referrer" />
      <link rel="icon" href={asset(site, 'favicon.svg')} type="image/svg+xml" />
      <link rel="stylesheet" href={asset(site, 'style.css')} />
      {place === null || site === null ? (
        <meta name="robots" content="noindex" />
      ) : (
        <>
          <link rel="canonical" href={absolute(pathOf(language, place))} />
          {languages.map((other) => (
            <link
              key={other}
              rel="alternate"
              hrefLang={languageTag[other]}
              href={absolute(pathOf(other, place))}
            />
          ))}
          {languages.flatMap((other) => {
            const feeds = feedPaths(other, feedsOf);
            const shared = { rel: 'alternate', hrefLang: languageTag[other] };
            return [
              <link
                {...shared}
                key={feeds.atom}
                type="application/atom+xml"
                title={`Atom · ${nameOf[other]}`}
                href={absolute(feeds.atom)}
              />,
              <link
                {...shared}
                key={feeds.json}
                type="application/feed+json"
                title={`JSON Feed · ${nameOf[other]}`}
                href={absolute(feeds.json)}
              />,
            ];
          })}
        </>
      )}
      {script && <script defer src={asset(site, script)} />}
    </head>
  );
}

function Languages({ language, place }: { language: Language; place: Place | null }): ReactElement {
  return (
    <nav className="languages" aria-label={words.language[language]}>
      {languages.map((other) => (
        <a
          key={other}
          href={pathOf(other, place ?? listPlace())}
          hrefLang={languageTag[other]}
          lang={languageTag[other]}
          aria-current={other === language ? 'true' : undefined}
        >
          {nameOf[other]}
        </a>
      ))}
    </nav>
  );
}

function Footer({ site, language, place }: LayoutProps): ReactElement {
  return (
    <footer className="foot">
      <p>{words.withholding[language]}</p>
      {site && place !== null && (
        <>
          <p>{say(words.upTo, { index: site.asOf.index })[language]}</p>
          <p className="print-only">
            {words.page[language]}
            {site.publicUrl}
            {pathOf(language, place)}
          </p>
        </>
      )}
      <p>
        {words.product.en} {words.product.zh}
        {site && ` ${site.version}`}
      </p>
    </footer>
  );
}

export function Layout(props: LayoutProps): ReactElement {
  const { site, language, place, follow = true, children } = props;
  return (
    <html lang={languageTag[language]}>
      <Head {...props} />
      <body>
        <p className="promise">{words.noRecord[language]}</p>
        <a className="skip" href="#content">
          {words.skip[language]}
        </a>
        <header className="top">
          <a className="product" href={pathOf(language, listPlace())}>
            <img src={asset(site, 'favicon.svg')} alt="" width="28" height="28" />
            {words.product[language]}
          </a>
          <Languages language={language} place={place} />
          {place !== null && follow && <a href="#follow">{words.followShort[language]}</a>}
          {site && (
            <p className="zone">{say(words.times, { zone: zoneWords(site.zone) })[language]}</p>
          )}
        </header>
        {site?.demo && <p className="demo">{words.demo[language]}</p>}
        <main id="content" tabIndex={-1}>
          {children}
        </main>
        <Footer {...props} />
      </body>
    </html>
  );
}

export const toHtml = (page: ReactElement): string =>
  `<!doctype html>\n${renderToStaticMarkup(page)}\n`;
