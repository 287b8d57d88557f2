import { describe, expect, it } from '@jest/globals';
import { languages, localised } from '#kernel';
import { renderCasePage } from './case-page.js';
import { renderEntryPage } from './entry-page.js';
import { renderListPage } from './list-page.js';
import {
  sampleCase,
  sampleCasePage,
  sampleEntry,
  sampleEntryPage,
  sampleListPage,
} from './sample.js';

const hostile = [
  '<script>alert(1)</script>',
  ']]><!--',
  '"><img src=x onerror=alert(1)>',
  'a\u2028b\u2029c',
  '&lt;script&gt;',
  '\u202egnp.exe',
];

const pagesWith = (text: string): string[] =>
  languages.flatMap((language) => {
    const words = localised(text, text);
    const row = sampleCase({ title: words });
    const entry = sampleEntry(1, { title: words, text: words, role: words, kind: text });
    const kinds = [{ kind: text, words, count: 1 }];
    return [
      renderCasePage(
        sampleCasePage({ language, case: row, entries: [entry], kinds, kind: text, older: text }),
      ),
      renderEntryPage(
        sampleEntryPage({
          language,
          case: row,
          entry,
          eventType: text,
          windows: [{ path: text, state: 'disclosed', value: text }],
        }),
      ),
      renderListPage(sampleListPage({ language, cases: [row], search: text, next: text })),
      renderListPage(sampleListPage({ language, cases: [], total: 0, search: text })),
    ];
  });

describe('text from data on the pages', () => {
  it.each(hostile)('stays text: %j', (text) => {
    for (const html of pagesWith(text)) {
      expect(html).not.toContain('<script>alert');
      expect(html).not.toContain('<img src=x');
      expect(html).not.toContain('<!--');
      if (text.startsWith('&')) expect(html).toContain('&amp;lt;script&amp;gt;');
    }
  });

  it('cannot turn the page around: a direction override stays inside <bdi>', () => {
    const override = '\u202egnp.exe';
    for (const html of pagesWith(override)) {
      const body = html.slice(html.indexOf('<body>'));
      const outside = body.replace(/<bdi[^>]*>[^<]*<\/bdi>/g, '').replace(/<[^>]*>/g, '');
      expect(outside).not.toContain(override);
    }
  });

  it('shows the other language and says so where a translation is missing', () => {
    const text = { zh: '只有中文', en: '' };
    const html = renderCasePage(sampleCasePage({ entries: [sampleEntry(1, { text })] }));
    expect(html).toContain(
      '<bdi lang="zh-CN">只有中文</bdi> (English translation not yet provided)',
    );
  });
});
