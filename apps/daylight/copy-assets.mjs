// Copies what the programs read at run time and the compiler does not write, and bundles what runs elsewhere: the page
// that checks a log in a browser, and the auditor as one file. Needs the compiled programs.
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = new URL('../../', import.meta.url);
const at = (path) => fileURLToPath(new URL(path, root));
for (const folder of ['libs/platform/postgres/sql', 'apps/feed/assets', 'apps/daylight/fixtures'])
  cpSync(at(folder), at(`dist/${folder}`), { recursive: true });
for (const command of ['daylight', 'daylight-audit'])
  chmodSync(at(`apps/daylight/command/${command}.mjs`), 0o755);

const assets = 'dist/apps/feed/assets';
/** The same sources give the same bytes: readers compare their hashes. */
const bundled = async (options) => {
  const { outputFiles } = await build({
    ...{ absWorkingDir: at(''), bundle: true, write: false, legalComments: 'inline' },
    ...{ logLevel: 'warning', charset: 'utf8' },
    ...options,
  });
  return outputFiles[0].text;
};
const forBrowser = (entry) =>
  bundled({
    ...{ entryPoints: [`dist/apps/feed/verify/${entry}.js`], platform: 'browser', format: 'iife' },
    ...{ target: ['chrome100', 'firefox100', 'safari15.4'], minify: true },
  });
const [script, fallback] = [await forBrowser('main'), await forBrowser('fallback')];

const auditor = (pages) =>
  bundled({
    ...{ entryPoints: ['dist/apps/auditor/src/main.js'], platform: 'node', format: 'esm' },
    target: 'node20',
    // Packages in CommonJS ask for Node's own modules by `require`.
    banner: {
      js: "#!/usr/bin/env node\nimport { createRequire as daylightRequire } from 'node:module';\nconst require = daylightRequire(import.meta.url);",
    },
    define: { VERIFY_PAGES: JSON.stringify(pages) },
  });

const { renderStandaloneVerifyPage } = await import(
  new URL('dist/apps/feed/src/pages/verify-page.js', root).href
);
const style = readFileSync(at('apps/feed/assets/style.css'), 'utf8');
const sha256 = (text, as) => createHash('sha256').update(text).digest(as);
const allowed = (text) => `'sha256-${sha256(text, 'base64')}'`;
const page = (language) =>
  renderStandaloneVerifyPage({
    ...{ language, style, script, fallback },
    code: { script: sha256(script, 'hex'), program: null },
    policy: `default-src 'none'; style-src ${allowed(style)}; script-src ${allowed(script)} ${allowed(fallback)}; form-action 'none'; base-uri 'none'`,
  });
const pages = { en: page('en'), zh: page('zh') };

mkdirSync(at(`${assets}/verify`), { recursive: true });
writeFileSync(at(`${assets}/verify.js`), script);
writeFileSync(at(`${assets}/verify-crypto.js`), fallback);
for (const [language, html] of Object.entries(pages))
  writeFileSync(at(`${assets}/verify/${language}.html`), html);
writeFileSync(at(`${assets}/verify/daylight-audit.mjs`), await auditor(pages));
