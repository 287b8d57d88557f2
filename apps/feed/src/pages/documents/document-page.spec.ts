import { describe, expect, it } from '@jest/globals';
import { languages, localised } from '#kernel';
import { difference } from './difference.js';
import { renderDocumentPage } from './document-page.js';
import { rulesInWords } from './rules.js';
import { sampleDocumentPage, sampleRules, sampleVersion } from '../sample.js';

const visible = (html: string): string =>
  html
    .slice(html.indexOf('<body>'))
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
const said = (before: string, after: string, language: 'zh' | 'en' = 'en'): string =>
  difference(before, after, language)
    .map(({ kind, text }) => (kind === 'same' ? text : `${kind === 'added' ? '+' : '-'}[${text}]`))
    .join('');

describe('the difference of two texts', () => {
  it.each([
    ['same', 'same', 'same'],
    ['', 'new', '+[new]'],
    ['old', '', '-[old]'],
    ['', '', ''],
    ['It meets once a week.', 'It meets twice a week.', 'It meets -[once]+[twice] a week.'],
    ['a\nb\nc\n', 'a\nc\nd\n', 'a\n-[b\n]c\n+[d\n]'],
    ['one two', 'one big two', 'one +[big ]two'],
  ])('%j to %j', (before, after, expected) => {
    expect(said(before, after)).toBe(expected);
  });

  it('goes by the words of Chinese', () => {
    expect(said('委员会每周开会一次。', '委员会每周开会两次。', 'zh')).toMatch(
      /^委员会每周开会-\[一次?\]\+\[两次?\]次?。$/,
    );
  });

  it('gives back both texts, whatever they are', () => {
    const [a, b] = ['x '.repeat(50) + '\nq\n', 'y '.repeat(40) + '\nq\nz'];
    const pieces = difference(a, b, 'en');
    const of = (kind: string) =>
      pieces.filter((piece) => piece.kind === 'same' || piece.kind === kind).map((p) => p.text);
    expect(of('removed').join('')).toBe(a);
    expect(of('added').join('')).toBe(b);
  });

  it('is quick for the longest texts, and then shows them whole', () => {
    const [a, b] = ['a '.repeat(30_000) + 'a', 'b '.repeat(30_000) + 'b'];
    expect(difference(a, b, 'en').map(({ kind }) => kind)).toEqual(['removed', 'added']);
    const lines = (word: string): string =>
      Array.from({ length: 9000 }, (_, at) => `${word}${String(at)}`).join('\n');
    expect(difference(lines('a'), lines('b'), 'en').length).toBeGreaterThan(0);
  });
});

describe('the rules of a charter in words', () => {
  it('leave out what is no rule', () => {
    expect(rulesInWords(sampleRules).map(({ words }) => words.en)).toEqual([
      'Seats: legal 1, elected by employees 2.',
      'Members elected by employees, at least: 2.',
      'External experts, at least: 1.',
      'Women among the members, at least: 40 percent.',
      'Quorum: 60 percent of the voting members who are not recused.',
      'Voting members present, at least: 3.',
      'Longest term in days: 365.',
      'Meetings are convened days ahead: 3.',
      'A motion is carried by more votes for than against.',
    ]);
  });

  it('say what may be free', () => {
    const { seats, ...free } = sampleRules;
    expect(seats).toHaveLength(2);
    const words = rulesInWords({ ...free, majority: 'two_thirds' }).map((rule) => rule.words.zh);
    expect(words[0]).toBe('席位数目不限。');
    expect(words.at(-1)).toContain('三分之二');
  });
});

describe('the page of a charter', () => {
  it('has every version, newest first, with day, change, rules, text and hash', () => {
    const html = renderDocumentPage(sampleDocumentPage());
    expect([...html.matchAll(/id="version-(\d)"/g)].map(([, n]) => n)).toEqual(['2', '1']);
    const text = visible(html);
    expect(text).toMatch(
      /Version 2 in force Adopted on 2 August 2025 What changed: It meets more often\./,
    );
    expect(text).toMatch(/Version 1 replaced Adopted on 1 August 2025/);
    expect(text).toContain('The panel meets twice a week.');
    expect(text).toContain('The panel meets once a week.');
    expect(text).toContain(`Version 1 · SHA-256 ${'1'.repeat(64)}`);
  });

  it('speaks of hashes only where it says how to check', () => {
    for (const language of languages) {
      const html = renderDocumentPage(sampleDocumentPage({ language }));
      const above = visible(html.slice(0, html.indexOf('<section id="check"')));
      expect(above).not.toMatch(/\b(log|leaf|hash|SHA|checkpoint|seal(ed)?)\b|日志|哈希|封存/i);
      expect(above.length).toBeGreaterThan(150);
    }
  });

  it('compares two versions by a plain form', () => {
    const html = renderDocumentPage(sampleDocumentPage());
    expect(html).toContain('<form class="compare" action="/en/cases/demo/charter" method="get">');
    expect(html).toMatch(
      /<label for="from">.*?<select id="from" name="from">.*?<option value="1" selected="">/,
    );
    expect(html).not.toMatch(/<ins>|<del>/);
  });

  it('shows what was added and removed, in words too', () => {
    const html = renderDocumentPage(sampleDocumentPage({ compared: { from: 1, to: 2 } }));
    expect(html).toContain(
      '<del><span class="unseen">[removed: </span><bdi>once</bdi><span class="unseen">]</span></del>',
    );
    expect(html).toContain(
      '<ins><span class="unseen">[added: </span><bdi>twice</bdi><span class="unseen">]</span></ins>',
    );
    expect(html).toMatch(/<del>.*?by more votes for than against\.<\/bdi>.*?<ins>.*?two thirds/);
    expect(html).toContain('href="/zh/cases/demo/charter?from=1&amp;to=2"');
    const zh = renderDocumentPage(
      sampleDocumentPage({ compared: { from: 1, to: 2 }, language: 'zh' }),
    );
    expect(zh).toMatch(/<span class="unseen">［删去：<\/span><bdi>一次?<\/bdi>/);
    expect(zh).toMatch(/<span class="unseen">［新增：<\/span><bdi>两次?<\/bdi>/);
  });

  it.each([
    { from: 1, to: 1 },
    { from: 1, to: 9 },
    { from: 8, to: 9 },
  ])('asks for two versions instead of %j', (compared) => {
    const html = renderDocumentPage(sampleDocumentPage({ compared }));
    expect(html).toContain('Choose two different versions.');
    expect(html).not.toMatch(/<ins>|<del>/);
  });

  it('says that nothing changed where the words are the same', () => {
    const versions = [sampleVersion(2), sampleVersion(1)];
    const html = renderDocumentPage(sampleDocumentPage({ versions, compared: { from: 1, to: 2 } }));
    expect(html.match(/There is no difference\./g)).toHaveLength(2);
  });

  it('has no comparison of one version, and words for none', () => {
    const one = renderDocumentPage(sampleDocumentPage({ versions: [sampleVersion(1)] }));
    expect(one).not.toContain('<form class="compare"');
    const none = sampleDocumentPage({ versions: [] });
    expect(renderDocumentPage(none)).toContain('No charter has been published yet.');
    expect(renderDocumentPage({ ...none, language: 'zh' })).toContain('尚未公布工作规则。');
  });
});

describe('the page of the terms of reference', () => {
  const withoutRules = ({ rules: left, ...version }: ReturnType<typeof sampleVersion>) =>
    left ? version : version;
  const plain = withoutRules(sampleVersion(1));
  const later = withoutRules(sampleVersion(2, { text: localised('调查两件事。', 'Two matters.') }));

  it('has text and no rules', () => {
    const html = renderDocumentPage(sampleDocumentPage({ kind: 'terms', versions: [plain] }));
    expect(visible(html)).toContain('Terms of reference');
    expect(html).not.toContain('The rules that the system checks');
  });

  it('compares its versions', () => {
    const html = renderDocumentPage(
      sampleDocumentPage({ kind: 'terms', versions: [later, plain], compared: { from: 1, to: 2 } }),
    );
    expect(html).toContain('action="/en/cases/demo/terms"');
    expect(html).toMatch(/<del>/);
    expect(html).not.toContain('The rules</h3>');
  });
});

describe('hostile text', () => {
  it.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    ']]><!--',
    '\u202egnp.exe',
  ])('stays text in a document and in a comparison: %j', (text) => {
    for (const language of languages) {
      const words = localised(text, text);
      const html = renderDocumentPage(
        sampleDocumentPage({
          language,
          versions: [sampleVersion(2, { text: words, changes: words }), sampleVersion(1)],
          compared: { from: 1, to: 2 },
        }),
      );
      expect(html).not.toContain('<script>alert');
      expect(html).not.toContain('<img src=x');
      expect(html).not.toContain('<!--');
      const body = html.slice(html.indexOf('<body>'));
      const outside = body.replace(/<bdi[^>]*>[^<]*<\/bdi>/g, '').replace(/<[^>]*>/g, '');
      if (text.startsWith('\u202e')) expect(outside).not.toContain('\u202e');
    }
  });
});
