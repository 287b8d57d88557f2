import { describe, expect, it } from '@jest/globals';
import { languages, localised } from '#kernel';
import { renderCasePage } from './case-page.js';
import { bandWords } from './words.js';
import { sampleCase, sampleCasePage, sampleEntry, sampleSite } from './sample.js';

/** What a reader sees: no head, no attributes. */
const visible = (html: string): string =>
  html
    .slice(html.indexOf('<body>'))
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

const links = (html: string): string[] =>
  [...html.matchAll(/<a [^>]*>/g)].map(([tag]) => tag.replaceAll('&amp;', '&'));

describe('the page of a case', () => {
  it('says in the first line that reading is not recorded', () => {
    expect(renderCasePage(sampleCasePage())).toContain(
      '<body><p class="promise">No sign-in. We do not record who reads this.</p>',
    );
    expect(renderCasePage(sampleCasePage({ language: 'zh' }))).toContain(
      '<body><p class="promise">无需登录。不记录谁看过。</p>',
    );
  });

  it('answers in one box, within 40 words or 60 Chinese characters', () => {
    for (const language of languages) {
      const html = renderCasePage(sampleCasePage({ language }));
      const box = visible(`<body>${/<div class="answer">(.*?)<\/div>/.exec(html)?.[1] ?? ''}`);
      if (language === 'en') {
        expect(box).toMatch(/Step 2 of 4: Looking into it .* 9 August 2025\s+\(3 days ago\)/);
        expect(box.trim().split(/\s+/).length).toBeLessThanOrEqual(40);
      } else {
        expect(box).toMatch(/第 2 步，共 4 步：核实中.*2025年8月9日\s+（3天前）/);
        expect(box.replace(/\s/g, '').length).toBeLessThanOrEqual(60);
      }
    }
  });

  it('uses no word of the machinery before the part about checking', () => {
    const machinery = {
      en: /\b(log|leaf|hash|checkpoint|seal(ed)?|events?|projection)\b/i,
      zh: /日志|叶|哈希|检查点|封存|密封|事件|投影/,
    };
    for (const language of languages) {
      const html = renderCasePage(sampleCasePage({ language }));
      const above = visible(html.slice(0, html.indexOf('<section id="check"')));
      expect(above).not.toMatch(machinery[language]);
      expect(above.length).toBeGreaterThan(200);
    }
  });

  it('marks the current step and gives the days on which steps were reached', () => {
    const html = renderCasePage(sampleCasePage());
    expect(html.match(/aria-current="step"/g)).toHaveLength(1);
    expect(html).toMatch(/<li class="now" aria-current="step">.*?Looking into it.*?2025-08-03/);
    expect(html).toMatch(/<li class="not-yet">.*?Finished.*?Not yet/);
  });

  it('keeps the day of a step that the case left again', () => {
    const reopened = sampleCase({
      step: 'looking_into_it',
      stage: 'reopened',
      stages: [
        { stage: 'received', on: '2025-08-01' },
        { stage: 'closed', on: '2025-08-05' },
        { stage: 'reopened', on: '2025-08-09' },
      ],
    });
    const html = renderCasePage(sampleCasePage({ case: reopened }));
    expect(html).toMatch(/<li class="reached-before">.*?Finished.*?taken up again.*?2025-08-05/);
  });

  it('is one list of entries, with a month over the first of each', () => {
    const html = renderCasePage(sampleCasePage());
    expect(html.match(/<article class="entry/g)).toHaveLength(2);
    expect(html.match(/<ol class="timeline"/g)).toHaveLength(1);
    expect([...html.matchAll(/class="month">([^<]*)/g)].map((m) => m[1])).toEqual([
      'August 2025',
      'July 2025',
    ]);
  });

  it('leads from page to page and back, in either order', () => {
    const newest = links(
      renderCasePage(sampleCasePage({ older: 'o+1', newer: 'n1', kind: 'stage' })),
    );
    expect(newest).toContain(
      '<a class="button" href="/en/cases/demo?kind=stage&after=o%2B1#timeline" rel="next">',
    );
    expect(newest).toContain(
      '<a class="button" href="/en/cases/demo?kind=stage&before=n1#timeline" rel="prev">',
    );
    const oldest = links(renderCasePage(sampleCasePage({ order: 'oldest', newer: 'n1' })));
    expect(oldest).toContain(
      '<a class="button" href="/en/cases/demo?order=oldest&after=n1#timeline" rel="next">',
    );
    expect(oldest.join()).not.toContain('rel="prev"');
    expect(renderCasePage(sampleCasePage())).not.toContain('rel="next"');
  });

  it('filters by plain links and keeps the order', () => {
    const all = links(renderCasePage(sampleCasePage({ kind: 'stage', order: 'oldest' })));
    expect(all).toContain('<a href="/en/cases/demo?order=oldest#timeline">');
    expect(all).toContain(
      '<a href="/en/cases/demo?kind=stage&order=oldest#timeline" aria-current="true">',
    );
    expect(all).toContain('<a href="/en/cases/demo?kind=stage#timeline">');
  });

  it('opens at the same place in the other language', () => {
    const html = renderCasePage(sampleCasePage({ kind: 'stage', after: 'c2' }));
    expect(links(html)).toContain(
      '<a href="/zh/cases/demo?kind=stage&after=c2" hrefLang="zh-CN" lang="zh-CN">',
    );
    expect(html).toContain(
      '<link rel="canonical" href="http://localhost:3000/en/cases/demo?kind=stage&amp;after=c2"/>',
    );
    expect(html.match(/type="application\/(atom|feed)\+(xml|json)"/g)).toHaveLength(4);
  });

  it('says whose words a case shows', () => {
    const letter = renderCasePage(sampleCasePage({ case: sampleCase({ basis: 'open-letter' }) }));
    expect(letter).toContain('An open letter, not findings. No panel recorded anything here.');
    const zh = { case: sampleCase({ basis: 'open-letter' }), language: 'zh' } as const;
    expect(renderCasePage(sampleCasePage(zh))).toContain(
      '这是公开信，不是认定。调查委员会在此没有记录任何内容。',
    );
    expect(
      renderCasePage(sampleCasePage({ case: sampleCase({ basis: 'published-record' }) })),
    ).toContain('Imported from a published record');
    expect(renderCasePage(sampleCasePage())).not.toContain('class="notice"');
  });

  it('tells a demonstration from a real case', () => {
    const demo = { site: { ...sampleSite, demo: true } };
    expect(renderCasePage(sampleCasePage(demo))).toContain('class="demo">Demonstration');
    expect(renderCasePage(sampleCasePage())).not.toContain('Demonstration');
  });

  it('says how many actions are not shown as a band only', () => {
    for (const [band, words] of Object.entries(bandWords)) {
      const page = sampleCasePage({ sealedActions: band as keyof typeof bandWords });
      expect(renderCasePage(page)).toContain(
        `not public: ${words.en}, counted up to the last midnight`,
      );
    }
  });

  it('has words for an empty timeline and an empty filter', () => {
    const none = { entries: [], total: 0 };
    expect(renderCasePage(sampleCasePage(none))).toContain('Nothing has been published yet.');
    expect(renderCasePage(sampleCasePage({ ...none, kind: 'x' }))).toContain(
      'no entries of this kind',
    );
  });

  it('shows a hidden entry in its place, without its words', () => {
    const hidden = sampleEntry(2, {
      status: 'hidden',
      title: localised('机密标题', 'SECRET title'),
      text: localised('机密', 'SECRET text'),
      role: localised('机密', 'SECRET role'),
    });
    const html = renderCasePage(sampleCasePage({ entries: [hidden] }));
    expect(html).toContain('Hidden for protection, under review');
    expect(html).not.toContain('SECRET');
  });

  it('has no script or style inside', () => {
    const html = renderCasePage(sampleCasePage());
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).toContain('<script defer="" src="/assets/live.js?v=0.1.0"></script>');
    expect(html).not.toMatch(/<style| style=| on[a-z]+=/);
  });
});
