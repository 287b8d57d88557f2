import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { noBrowser, startBrowser } from '../language/browser.js';
import { Tracker } from '../language/tracker.js';
import {
  renderCasePage,
  renderCommitteePage,
  renderDocumentPage,
  renderEntryPage,
  renderErrorPage,
  renderListPage,
  renderStatisticsPage,
  renderTombstonePage,
} from '../../apps/feed/src/pages/index.js';
import {
  sampleCase,
  sampleCasePage,
  sampleCommitteePage,
  sampleDocumentPage,
  sampleEntry,
  sampleEntryPage,
  sampleListPage,
  sampleMember,
  samplePanel,
  sampleStatisticsPage,
  sampleTerm,
  sampleVersion,
} from '../../apps/feed/src/pages/sample.js';
import { languages, languageTag, localised, markReasons, type Language } from '#kernel';

/** What the running installation shows, by address behind the language. */
const served: readonly (readonly [string, string])[] = [
  ['the list', '/'],
  ['a search that finds nothing', '/?search=nothing'],
  ['a case', '/cases/demo'],
  ['a long case', '/cases/letter'],
  ['a case, one kind only, oldest first', '/cases/letter?kind=stage&order=oldest'],
  ['a committee', '/cases/demo/committee'],
  ['a charter', '/cases/demo/charter'],
  ['a charter compared', '/cases/demo/charter?from=1&to=2'],
  ['terms of reference compared', '/cases/demo/terms?from=1&to=2'],
  ['an entry', '/cases/demo/entries/2'],
  ['the statistics', '/statistics'],
  ['what there is not', '/cases/nothing'],
  ['the page that checks, before it is asked', '/verify'],
];

const long = 'x'.repeat(120);
const longWords = localised(`长${long}`, long);
const many = { terms: [sampleTerm(), sampleTerm({ index: 30, to: '2025-08-09' })] };

/** What the demonstration does not show: nothing yet, all there can be, and what went wrong. */
const rendered: Readonly<Record<string, (language: Language) => string>> = {
  'an empty list': (language) =>
    renderListPage(sampleListPage({ language, cases: [], total: 0, search: '' })),
  'a list that goes on': (language) =>
    renderListPage(
      sampleListPage({
        language,
        total: 51,
        next: 'demo',
        cases: [sampleCase(), sampleCase({ key: 'long', ref: 'x'.repeat(64), title: longWords })],
      }),
    ),
  'an empty case': (language) =>
    renderCasePage(
      sampleCasePage({
        language,
        panel: samplePanel({ members: [], committee: null, terms: 0 }),
        entries: [],
        total: 0,
        kinds: [],
      }),
    ),
  'a full case': (language) =>
    renderCasePage(
      sampleCasePage({
        language,
        case: sampleCase({ title: longWords }),
        entries: [
          sampleEntry(5, { title: longWords, text: longWords, marks: [...markReasons] }),
          sampleEntry(4, { corrects: 1, role: localised('委员会秘书', 'Secretary of the panel') }),
          sampleEntry(3, { precision: 'unknown', title: localised('只有中文', '') }),
        ],
        older: '3',
        newer: '5',
      }),
    ),
  'an empty committee': (language) =>
    renderCommitteePage(
      sampleCommitteePage({
        language,
        panel: samplePanel({ members: [], committee: null, terms: 0 }),
      }),
    ),
  'a full committee': (language) =>
    renderCommitteePage(
      sampleCommitteePage({
        language,
        panel: samplePanel({
          members: [...samplePanel().members, sampleMember(long, many)],
        }),
      }),
    ),
  'no charter': (language) => renderDocumentPage(sampleDocumentPage({ language, versions: [] })),
  'a charter compared, in words without a space': (language) =>
    renderDocumentPage(
      sampleDocumentPage({
        language,
        versions: [sampleVersion(2, { text: longWords }), sampleVersion(1)],
        compared: { from: 1, to: 2 },
      }),
    ),
  'an entry alone': (language) =>
    renderEntryPage(
      sampleEntryPage({
        language,
        previous: null,
        next: null,
        windows: [],
        entry: sampleEntry(2, { title: longWords, text: longWords, marks: [...markReasons] }),
      }),
    ),
  'no statistics': (language) =>
    renderStatisticsPage(sampleStatisticsPage({ language, quarters: [] })),
  'a case no longer public': (language) =>
    renderTombstonePage({ language, since: '2026-03-05', reason: 'protection_of_a_person' }),
  'not ready yet': (language) => renderErrorPage({ site: null, language, status: 503 }),
};

let tracker: Tracker;
let page: Page;
let end: () => Promise<void> = async () => {};

const rules = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds on the page as it stands: rule, element, and what is wrong with it. */
async function faults(): Promise<string[]> {
  const { violations } = await page.evaluate(
    (values) =>
      (window as unknown as { axe: { run: (o: object) => Promise<axe.AxeResults> } }).axe.run({
        runOnly: { type: 'tag', values },
        rules: { 'target-size': { enabled: true } },
        resultTypes: ['violations'],
      }),
    levels,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) =>
      [id, target.join(' '), failureSummary.split('\n').slice(1).join(' ')].join(' | '),
    ),
  );
}

/** What the page that checks has found, by what is done to the answers on their way to it. */
const checking: Readonly<
  Record<string, { readonly verdict: string; readonly meddle: () => Promise<unknown> }>
> = {
  'nothing amiss': { verdict: 'own-signature', meddle: () => Promise.resolve() },
  'entries that are not those of the log': {
    verdict: 'mismatch',
    meddle: () =>
      page.route('**/timeline/disclosures/0.jsonl', async (route) => {
        const answer = await route.fetch();
        await route.fulfill({
          response: answer,
          body: (await answer.text()).replace(/[A-Z]/g, 'A'),
        });
      }),
  },
  'no log': {
    verdict: 'not-checked',
    meddle: () => page.route('**/log/checkpoint', (route) => route.abort()),
  },
};

/** Opens a page with all of it unfolded. */
async function open(address: string): Promise<void> {
  await page.goto(`${tracker.feedUrl}${address}`);
  await page.evaluate(rules);
  await page.evaluate(unfolded);
}

function unfolded(): void {
  for (const part of document.querySelectorAll('details')) part.open = true;
}

/** Widths change no colour and colours no place, so that two looks at a page see both of each. */
const looks = [
  { name: '360 px, light', width: 360, colorScheme: 'light' },
  { name: '1280 px, dark', width: 1280, colorScheme: 'dark' },
] as const;

/** Every fault of a page, each with the look in which it was found. */
async function everyFault(
  address: string,
  language: Language,
  ready: () => Promise<void> = () => Promise.resolve(),
): Promise<string[]> {
  await open(address);
  await ready();
  const found: string[] = [];
  for (const { name, width, colorScheme } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    found.push(...(await faults()).map((fault) => `${name} | ${fault}`));
  }
  // Long lines are hard to read, and words at the very edge too.
  const margin = await page.evaluate(() => {
    const { paddingLeft } = getComputedStyle(document.querySelector('main') ?? document.body);
    return parseFloat(paddingLeft);
  });
  if (margin < 200) found.push(`1280 px | the margin is ${margin} px`);
  await page.setViewportSize({ width: 320, height: 640 });
  const { lang, headings, width, wide } = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    headings: document.querySelectorAll('h1').length,
    width: document.documentElement.scrollWidth,
    wide: [...document.querySelectorAll('body *')]
      .filter((part) => part.getBoundingClientRect().right > window.innerWidth)
      .map((part) => `${part.tagName} ${part.className}`),
  }));
  if (width > 320) found.push(`320 px | scrolls sideways to ${width} px | ${wide.join(', ')}`);
  if (headings !== 1) found.push(`${headings} h1`);
  if (lang !== languageTag[language]) found.push(`lang is ${lang}`);
  return found;
}

(noBrowser === null ? describe : describe.skip)(
  `every public page keeps to WCAG 2.2 AA${noBrowser === null ? '' : ` (${noBrowser})`}`,
  () => {
    beforeAll(async () => {
      const [started, chromium] = await Promise.all([Tracker.start(), startBrowser()]);
      tracker = started;
      end = chromium.end;
      page = await chromium.browser.newPage();
      // Rendered by the same functions, with the style and the script that the server gives.
      await page.route('**/rendered/**', async (route) => {
        const [, , language, name = ''] = new URL(route.request().url()).pathname.split('/');
        const body = rendered[decodeURIComponent(name)]?.(language as Language) ?? '';
        await route.fulfill({ contentType: 'text/html; charset=utf-8', body });
      });
    }, 120_000);
    afterAll(async () => {
      await end();
      await tracker.end();
    }, 60_000);

    describe.each(languages)('in %s', (language) => {
      it.each(served)('%s', async (_name, path) => {
        expect(await everyFault(`/${language}${path}`, language)).toEqual([]);
      });

      it.each(Object.keys(rendered))('%s', async (name) => {
        const address = `/rendered/${language}/${encodeURIComponent(name)}`;
        expect(await everyFault(address, language)).toEqual([]);
      });

      it.each(Object.entries(checking))(
        'the page that checks, with %s',
        async (_name, { verdict, meddle }) => {
          await page.goto('about:blank');
          await meddle();
          const done = async () => {
            await page.waitForSelector(`#v-verdict[data-verdict=${verdict}]`);
            await page.evaluate(unfolded);
          };
          expect(await everyFault(`/${language}/verify#case=demo`, language, done)).toEqual([]);
          await page.unroute('**/timeline/disclosures/0.jsonl');
          await page.unroute('**/log/checkpoint');
        },
        60_000,
      );
    });

    it('which is no empty word: planted faults are found', async () => {
      await open('/en/cases/demo');
      await page.setViewportSize({ width: 360, height: 800 });
      expect(await faults()).toEqual([]);
      await page.evaluate(() => {
        const planted = document.createElement('div');
        planted.innerHTML =
          '<img src="/assets/favicon.svg"><p>pale</p><input><a href="#a">a</a><a href="#b">b</a>';
        // Set one by one: the policy of the pages forbids styles in their text.
        const [pale] = planted.getElementsByTagName('p');
        if (pale) Object.assign(pale.style, { color: '#999', background: '#fff' });
        for (const { style } of planted.getElementsByTagName('a'))
          Object.assign(style, { display: 'inline-block', height: '8px', overflow: 'hidden' });
        document.querySelector('main')?.append(planted);
      });
      const found = new Set((await faults()).map((fault) => fault.split(' | ')[0]));
      expect([...found].sort()).toEqual(['color-contrast', 'image-alt', 'label', 'target-size']);
    });
  },
);
