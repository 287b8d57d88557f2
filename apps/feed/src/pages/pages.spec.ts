import { describe, expect, it } from '@jest/globals';
import { markWords, languages, languageTag, localised, markReasons } from '#kernel';
import { renderCasePage } from './case-page.js';
import { renderEntryPage } from './entry-page.js';
import { renderErrorPage } from './error-page.js';
import { renderListPage } from './list-page.js';
import {
  sampleCase,
  sampleCasePage,
  sampleEntry,
  sampleEntryPage,
  sampleListPage,
  sampleSite,
} from './sample.js';
import * as vocabulary from './words.js';

describe('dates on a page', () => {
  const shown = (
    precision: 'day' | 'month' | 'year' | 'unknown',
    language: 'zh' | 'en',
  ): string => {
    const entry = sampleEntry(1, { date: '1998-03-04', precision });
    const html = renderCasePage(sampleCasePage({ language, entries: [entry] }));
    return /<ol class="timeline".*?<\/ol>/s.exec(html)?.[0] ?? '';
  };

  it.each([
    ['day', '<time dateTime="1998-03-04">4 March 1998</time>', '1998年3月4日'],
    [
      'month',
      '<time dateTime="1998-03">March 1998</time>',
      '<time dateTime="1998-03">1998年3月</time>',
    ],
    ['year', '<time dateTime="1998">1998</time>', '<time dateTime="1998">1998年</time>'],
    ['unknown', 'date not known exactly', '日期不详'],
  ] as const)('are no more exact than %s', (precision, en, zh) => {
    expect(shown(precision, 'en')).toContain(en);
    expect(shown(precision, 'zh')).toContain(zh);
    if (precision !== 'day') expect(shown(precision, 'en')).not.toMatch(/1998-03-04|4 March|ago/);
    if (precision === 'unknown') expect(shown(precision, 'en')).not.toContain('1998');
  });

  it('are exact in the answer only as far as the last day is known', () => {
    const row = sampleCase({ lastEntryOn: '2025-08-01', lastEntryPrecision: 'month' });
    const html = renderCasePage(sampleCasePage({ case: row }));
    expect(html).toContain('Last entry: <time dateTime="2025-08">August 2025</time></p>');
  });
});

describe('marks', () => {
  it.each(markReasons)('give the reason %s in words, once', (reason) => {
    const entry = sampleEntry(1, { marks: [reason, reason] });
    for (const language of languages) {
      const html = renderCasePage(sampleCasePage({ language, entries: [entry] }));
      expect(html.split(markWords[reason][language])).toHaveLength(2);
    }
  });
});

describe('the page of an entry', () => {
  const html = renderEntryPage(sampleEntryPage());

  it('shows both languages, the neighbours and which parts are withheld', () => {
    expect(html).toContain('<article lang="en">');
    expect(html).toContain('<article lang="zh-CN">');
    expect(html).toContain('href="/en/cases/demo/entries/1" rel="prev"');
    expect(html).toContain('href="/en/cases/demo/entries/3" rel="next"');
    expect(html).toMatch(/<code><bdi>to<\/bdi><\/code> <strong>disclosed<\/strong>.*?fact_finding/);
    expect(html).toContain('<code><bdi>reason</bdi></code> <strong>withheld</strong></li>');
    expect(html).toContain('ab'.repeat(32));
  });

  it('never shows the value of a part that is withheld', () => {
    const windows = [{ path: 'reason', state: 'withheld', value: 'SECRET' }] as const;
    expect(renderEntryPage(sampleEntryPage({ windows }))).not.toContain('SECRET');
  });

  it('gives the moment of publication in the zone that the header names', () => {
    expect(html).toContain(
      '<time dateTime="2025-08-09T10:00:00.000Z">9 August 2025 at 18:00</time>',
    );
    expect(html.split('Beijing time (UTC+8)')).toHaveLength(2);
  });

  it('has no neighbour beyond the ends', () => {
    const alone = renderEntryPage(sampleEntryPage({ previous: null, next: null }));
    expect(alone).not.toMatch(/rel="(prev|next)"/);
    expect(renderEntryPage(sampleEntryPage({ previous: null }))).toContain('rel="next"');
  });
});

describe('the list of cases', () => {
  it('leads on, keeps the search, and has words for nothing', () => {
    const html = renderListPage(sampleListPage({ search: 'a&b', next: 'c' }));
    expect(html).toContain('href="/en/?search=a%26b&amp;after=c" rel="next"');
    expect(html).toContain('value="a&amp;b"');
    const none = { cases: [], total: 0 };
    expect(renderListPage(sampleListPage(none))).toContain('No case is public yet');
    expect(renderListPage(sampleListPage({ ...none, search: 'x' }))).toContain(
      'No case matches “<bdi>x</bdi>”.',
    );
  });
});

describe('how to check', () => {
  const unsigned = { site: { ...sampleSite, checkpoint: null } };

  it('leads to the check of what the page shows', () => {
    expect(renderListPage(sampleListPage())).toContain('href="/en/verify"');
    expect(renderCasePage(sampleCasePage())).toContain('href="/en/verify#case=demo"');
    expect(renderEntryPage(sampleEntryPage({ leafIndex: 7 }))).toContain(
      'href="/en/verify#entry=7"',
    );
  });

  it('says so where nothing is signed yet', () => {
    for (const html of [
      renderListPage(sampleListPage(unsigned)),
      renderCasePage(sampleCasePage(unsigned)),
      renderEntryPage(sampleEntryPage(unsigned)),
    ]) {
      expect(html).toContain('No signed checkpoint has been published yet.');
      expect(html).not.toContain('/verify');
    }
  });
});

describe('error pages', () => {
  it('are the same for every address: nothing of an address goes in', () => {
    for (const language of languages) {
      const page = { site: sampleSite, language, status: 404 } as const;
      const html = renderErrorPage(page);
      const later = { ...page, site: { ...sampleSite, asOf: { index: 99 } } };
      expect(renderErrorPage(later)).toBe(html);
      expect(html).not.toMatch(/cases\/|canonical|alternate/);
      expect(html).toContain('noindex');
    }
  });

  it.each([404, 500, 503] as const)('%s needs no site', (status) => {
    expect(renderErrorPage({ site: null, language: 'zh', status })).toMatch(/<h1>.+<\/h1>/);
  });
});

describe('both languages', () => {
  it('have every word, with the same places in it', () => {
    const all: unknown[] = Object.values(vocabulary);
    const sentences = all.flatMap((part) =>
      typeof part === 'object' && part !== null ? deepValues(part) : [],
    );
    expect(sentences.length).toBeGreaterThan(80);
    for (const { zh, en } of sentences) {
      expect(en).toMatch(/[A-Za-z]|^\d+–\d+$/);
      expect(en).not.toMatch(/\p{Script=Han}/u);
      if (!/^\W*\{\w+\}\W*$/.test(zh)) expect(zh).toMatch(/\p{Script=Han}/u);
      const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
      expect(places(zh)).toEqual(places(en));
    }
  });

  it('fill every place on every page and name the language of the page', () => {
    for (const language of languages) {
      const pages = [
        renderCasePage(
          sampleCasePage({
            language,
            entries: [sampleEntry(1, { role: localised('甲', 'A'), corrects: 3 })],
          }),
        ),
        renderEntryPage(sampleEntryPage({ language })),
        renderListPage(sampleListPage({ language, search: 'x' })),
        renderErrorPage({ site: sampleSite, language, status: 404 }),
      ];
      for (const html of pages) {
        expect(html).toMatch(
          new RegExp(`^<!doctype html>\n<html lang="${languageTag[language]}">`),
        );
        expect(html.replace(/data-many="[^"]*"/, '')).not.toMatch(/\{\w+\}/);
        expect(html.match(/<h1/g)).toHaveLength(1);
      }
    }
  });
});

/** Every pair of sentences below an object of words. */
function deepValues(part: object): { zh: string; en: string }[] {
  if ('zh' in part && 'en' in part) return [part as { zh: string; en: string }];
  return Object.values(part).flatMap((below: unknown) =>
    typeof below === 'object' && below !== null ? deepValues(below) : [],
  );
}
