import type { ReactElement } from 'react';
import { languageTag, type Language } from '#kernel';
import { textsIn } from '../../verify/words.js';
import { verifyPlace } from './address.js';
import { Layout, toHtml } from './layout.js';
import type { Site } from './model.js';
import { verifySteps, verifyWords } from './verify-words.js';
import { words } from './words.js';

/** What readers can compare the code with that they run. */
export interface VerifyCode {
  /** SHA-256 in hex of the page's script, as it is served. */
  readonly script: string;
  /** The same of `daylight-audit.mjs`; null inside that program, which cannot hold its own. */
  readonly program: string | null;
}

export interface VerifyPage {
  readonly site: Site;
  readonly language: Language;
  readonly code: VerifyCode;
}

/** The page as one file: it brings its own style and script, and uses no network. */
export interface StandaloneVerifyPage {
  readonly language: Language;
  readonly code: VerifyCode;
  /** Style sheet, script, and the code for browsers that lack some cryptography. */
  readonly style: string;
  readonly script: string;
  readonly fallback: string;
  /** For the policy of what may run: the hashes of these three. */
  readonly policy: string;
}

interface Props {
  readonly language: Language;
  readonly code: VerifyCode;
  readonly standalone: boolean;
}

/** Always there, whatever came out: what a result does not mean. */
function Result({ language }: Props): ReactElement {
  return (
    <section className="answer" aria-labelledby="result-title">
      <h2 id="result-title" className="quiet">
        {verifyWords.result[language]}
      </h2>
      <div role="status">
        <p id="v-verdict" className="verdict" data-verdict="none">
          {verifyWords.notYet[language]}
        </p>
        <p>{verifyWords.meaning[language]}</p>
        <p id="v-outside" className="facts" />
      </div>
      <div id="v-running" className="running" hidden>
        <label htmlFor="v-progress">{verifyWords.progress[language]}</label>{' '}
        <span id="v-count" className="facts" />
        <progress id="v-progress" role="progressbar" max={1} value={0} />
        <button id="v-cancel" type="button">
          {verifyWords.cancel[language]}
        </button>
      </div>
      <div id="v-findings" />
    </section>
  );
}

function Question({ language, standalone }: Props): ReactElement {
  return (
    <form id="v-form" hidden aria-labelledby="what-title">
      <h2 id="what-title">{verifyWords.what[language]}</h2>
      <label htmlFor="v-case">{verifyWords.caseLabel[language]}</label>
      <input id="v-case" maxLength={64} autoComplete="off" spellCheck={false} />
      <label htmlFor="v-keys">{verifyWords.keysLabel[language]}</label>
      <textarea id="v-keys" rows={4} spellCheck={false} aria-describedby="v-keys-help" />
      <p id="v-keys-help" className="facts">
        {(standalone ? verifyWords.keysHelpOffline : verifyWords.keysHelp)[language]}
      </p>
      <label htmlFor="v-earlier">{verifyWords.earlierLabel[language]}</label>
      <input id="v-earlier" type="file" />
      <fieldset id="v-drop">
        <legend>{verifyWords.bundleTitle[language]}</legend>
        <p>{verifyWords.bundleHelp[language]}</p>
        <label htmlFor="v-folder">{verifyWords.folderLabel[language]}</label>
        <input id="v-folder" type="file" multiple {...{ webkitdirectory: '' }} />
        <label htmlFor="v-tar">{verifyWords.tarLabel[language]}</label>
        <input id="v-tar" type="file" accept=".tar,application/x-tar" />
        <p id="v-chosen" role="status" />
      </fieldset>
      <p id="v-problem" role="alert" />
      <button id="v-run">{verifyWords.run[language]}</button>
    </form>
  );
}

function Steps({ language }: Props): ReactElement {
  return (
    <section aria-labelledby="steps-title">
      <h2 id="steps-title">{verifyWords.steps[language]}</h2>
      <ol className="checks">
        {verifySteps.map(({ id, title, compared }) => (
          <li key={id} id={`v-${id}`} data-result="open">
            <h3>{title[language]}</h3>
            <strong className="state" />
            <p className="said" />
            <details>
              <summary>{verifyWords.compared[language]}</summary>
              <p>{compared[language]}</p>
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Code({ language, code, standalone }: Props): ReactElement {
  return (
    <section aria-labelledby="code-title">
      <h2 id="code-title">{verifyWords.code[language]}</h2>
      <p id="v-computed">{verifyWords.notRun[language]}</p>
      <p>
        {verifyWords.scriptHash[language]} <code id="script-hash">{code.script}</code>
      </p>
      <p>{verifyWords.downloadHelp[language]}</p>
      <p>
        <code>node daylight-audit.mjs verify DIR</code>
      </p>
      {!standalone && (
        <p className="links">
          <a href="/verify/daylight-audit.mjs" download>
            {verifyWords.download[language]}
          </a>
        </p>
      )}
      {code.program !== null && (
        <p>
          {verifyWords.programHash[language]} <code id="program-hash">{code.program}</code>
        </p>
      )}
      {!standalone && (
        <p className="links">
          {verifyWords.files[language]}
          <a href="/log/checkpoint">/log/checkpoint</a>
          <a href="/log/policy">/log/policy</a>
          <a href="/timeline/state.json">/timeline/state.json</a>
        </p>
      )}
    </section>
  );
}

function Body(props: Props): ReactElement {
  const { language, standalone } = props;
  return (
    <div
      id="verify"
      data-fallback={standalone ? undefined : '/assets/verify-crypto.js'}
      data-standalone={standalone ? '' : undefined}
    >
      <h1>{verifyWords.title[language]}</h1>
      <p>{(standalone ? verifyWords.offline : verifyWords.intro)[language]}</p>
      <noscript>
        <p className="notice">{verifyWords.noScript[language]}</p>
      </noscript>
      <Result {...props} />
      <Question {...props} />
      <Steps {...props} />
      <section aria-labelledby="limits-title">
        <h2 id="limits-title">{verifyWords.limits[language]}</h2>
        <p>{verifyWords.limitsText[language]}</p>
      </section>
      <Code {...props} />
      {/* Data, not a script: nothing of it runs. */}
      <script
        type="application/json"
        id="v-texts"
        dangerouslySetInnerHTML={{
          __html: JSON.stringify(textsIn(language)).replaceAll('<', '\\u003c'),
        }}
      />
    </div>
  );
}

export const renderVerifyPage = ({ site, language, code }: VerifyPage): string =>
  toHtml(
    <Layout
      site={site}
      language={language}
      title={`${verifyWords.title[language]} · ${words.product[language]}`}
      place={verifyPlace}
      script="verify.js"
      follow={false}
    >
      <Body language={language} code={code} standalone={false} />
    </Layout>,
  );

export function renderStandaloneVerifyPage(page: StandaloneVerifyPage): string {
  const { language, code, style, script, fallback, policy } = page;
  return toHtml(
    <html lang={languageTag[language]}>
      <head>
        <meta charSet="utf-8" />
        <meta httpEquiv="Content-Security-Policy" content={policy} />
        <title>{`${verifyWords.title[language]} · ${words.product[language]}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        <main id="content">
          <Body language={language} code={code} standalone />
        </main>
        <script dangerouslySetInnerHTML={{ __html: fallback }} />
        <script dangerouslySetInnerHTML={{ __html: script }} />
      </body>
    </html>,
  );
}
