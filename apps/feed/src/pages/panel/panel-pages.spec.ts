import { describe, expect, it } from '@jest/globals';
import { languages, languageTag, localised } from '#kernel';
import { renderCasePage } from '../case-page.js';
import { renderCommitteePage } from './committee-page.js';
import {
  sampleCase,
  sampleCasePage,
  sampleCommitteePage,
  sampleMember,
  samplePanel,
  sampleStatisticsPage,
  sampleTerm,
} from '../sample.js';
import { renderStatisticsPage } from '../statistics-page.js';

/** What a reader sees: no head, no attributes. */
const visible = (html: string): string =>
  html
    .slice(Math.max(0, html.indexOf('<body>')))
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
const part = (html: string, id: string): string =>
  new RegExp(`<section[^>]*(?:id|aria-labelledby)="${id}".*?</section>`, 's').exec(html)?.[0] ?? '';
const nobody = samplePanel({ members: [], committee: null, terms: null });

describe('the panel on the page of a case', () => {
  it('says that nobody is published yet', () => {
    const html = renderCasePage(sampleCasePage({ panel: nobody }));
    expect(visible(part(html, 'panel'))).toContain('No members have been published yet.');
    expect(part(html, 'panel')).not.toMatch(/<table|<a /);
    const zh = renderCasePage(sampleCasePage({ panel: nobody, language: 'zh' }));
    expect(visible(part(zh, 'panel'))).toContain('尚未公布任何成员。');
  });

  it('shows who sits: name, role, side, since when', () => {
    const section = part(renderCasePage(sampleCasePage()), 'panel');
    expect(visible(section)).toMatch(
      /林一 chair legal 3 August 2025 Protected member member elected by employees 3 August 2025 appointed until 2 August 2026/,
    );
    const zh = part(renderCasePage(sampleCasePage({ language: 'zh' })), 'panel');
    expect(visible(zh)).toMatch(
      /林一 主任委员 法务 2025年8月3日 受保护的成员 委员 员工选举 2025年8月3日 任期至 2026年8月2日/,
    );
  });

  it('does not show who left, but leads to them', () => {
    const section = part(renderCasePage(sampleCasePage()), 'panel');
    expect(section).not.toContain('赵二');
    expect(section).toContain('href="/en/cases/demo/committee"');
  });

  it('leads to the charter and the terms in force, and to none that is not there', () => {
    const html = part(renderCasePage(sampleCasePage()), 'panel');
    expect(html).toContain('<a href="/en/cases/demo/charter">Charter (version 2)</a>');
    expect(html).toContain('<a href="/en/cases/demo/terms">Terms of reference (version 1)</a>');
    const without = part(renderCasePage(sampleCasePage({ panel: nobody })), 'panel');
    expect(without).not.toMatch(/charter|terms/);
  });

  it.each([
    [0, 'No member has stood aside so far.', '尚无成员回避。'],
    [1, 'One member was recused.', '一位成员回避。'],
    [3, 'Recusals: 3.', '成员回避：共 3 次。'],
  ])('says %d recusals without a name', (recusals, en, zh) => {
    const committee = { ...samplePanel().committee, recusals } as const;
    const panel = samplePanel({ committee: committee as never });
    expect(visible(renderCasePage(sampleCasePage({ panel })))).toContain(en);
    expect(visible(renderCasePage(sampleCasePage({ panel, language: 'zh' })))).toContain(zh);
  });

  it('says since when it is constituted and how often it met', () => {
    const text = visible(part(renderCasePage(sampleCasePage()), 'panel'));
    expect(text).toContain('The panel was constituted on 4 August 2025 .');
    expect(text).toContain('Meetings held: 3.');
    expect(text).not.toContain('Objections');
  });

  it('is a table for the ear in every width, with the head of each cell beside it', () => {
    const section = part(renderCasePage(sampleCasePage()), 'panel');
    expect(section.match(/role="row"/g)).toHaveLength(3);
    expect(section.match(/scope="row" role="rowheader"/g)).toHaveLength(2);
    expect(section.match(/data-label="Side"/g)).toHaveLength(2);
  });
});

describe('the course of a case', () => {
  const page = (change: Parameters<typeof sampleCase>[0], language: 'zh' | 'en' = 'en') =>
    visible(renderCasePage(sampleCasePage({ case: sampleCase(change), language })));

  it('says nothing of an ordinary case that goes on', () => {
    expect(renderCasePage(sampleCasePage())).not.toContain('class="notice"');
    expect(page({ severity: 'ordinary' })).not.toContain('Severity');
  });

  it('says that a case is a crisis', () => {
    expect(page({ severity: 'crisis' })).toContain('Severity: Crisis');
    expect(page({ severity: 'crisis' }, 'zh')).toContain('紧急程度：紧急');
  });

  it('says since when and why it rests', () => {
    const paused = { reason: 'police_first', on: '2025-08-10' } as const;
    expect(page({ paused })).toContain(
      'paused since 10 August 2025 . Reason: the police go first.',
    );
    expect(page({ paused }, 'zh')).toMatch(/自 2025年8月10日 起暂停。原因：公安机关先行处理。/);
  });

  it('says how it ended, and without what', () => {
    const closing = {
      outcome: 'referred',
      missing: ['findings', 'decision'],
      on: '2025-08-11',
    } as const;
    expect(page({ closing })).toContain(
      'closed on 11 August 2025 : the matter was referred elsewhere. It was closed without: the stage of findings, the stage of decision.',
    );
    expect(page({ closing }, 'zh')).toContain('结案时尚缺：形成认定阶段、作出决定阶段。');
    expect(page({ closing: { ...closing, missing: [] } })).not.toContain('without:');
  });

  it('says that it was closed before', () => {
    expect(page({ stage: 'reopened' })).toContain('closed before and taken up again');
  });
});

describe('the page of the panel', () => {
  it('keeps past terms with their first and last day', () => {
    const html = renderCommitteePage(sampleCommitteePage());
    expect(visible(part(html, 'past'))).toMatch(
      /赵二 member human resources 3 August 2025 8 August 2025/,
    );
    expect(part(html, 'members-title')).not.toContain('赵二');
  });

  it('shows every term of one day, the last one first', () => {
    const day = { from: '2025-08-03', to: '2025-08-03' } as const;
    const terms = [
      sampleTerm({ ...day, index: 1 }),
      sampleTerm({ ...day, index: 2, role: 'chair' }),
      sampleTerm({ index: 3 }),
    ];
    const panel = samplePanel({ members: [sampleMember('林一', { terms })] });
    const html = renderCommitteePage(sampleCommitteePage({ panel }));
    expect(visible(part(html, 'past'))).toMatch(
      /林一 chair legal 3 August 2025 3 August 2025 林一 member legal 3 August 2025 3 August 2025/,
    );
    expect(part(html, 'members-title').match(/<bdi>林一/g)).toHaveLength(1);
  });

  it('says how elected members were chosen', () => {
    const html = renderCommitteePage(sampleCommitteePage());
    expect(visible(part(html, 'elections-title'))).toMatch(
      /Protected member All employees of the research centre by ballot 30 July 2025 61 percent/,
    );
    const zh = renderCommitteePage(sampleCommitteePage({ language: 'zh' }));
    expect(visible(part(zh, 'elections-title'))).toMatch(/研发中心全体员工 投票选举 .* 61%/);
  });

  it('shows a seat in the words of its appointment, and an alternate as seated', () => {
    const title = localised('首席委员', 'Ranking member');
    const terms = [
      sampleTerm({ title, voting: false }),
      sampleTerm({ index: 9, role: 'alternate', voting: false, seatedOn: '2025-08-09' }),
    ];
    const members = terms.map((term, at) => sampleMember(`成员${String(at)}`, { terms: [term] }));
    const text = visible(
      renderCommitteePage(sampleCommitteePage({ panel: samplePanel({ members }) })),
    );
    expect(text).toContain('Ranking member member without a vote');
    expect(text).toContain('alternate member seated on 9 August 2025');
  });

  it('has words for an empty panel, in both languages', () => {
    const en = visible(renderCommitteePage(sampleCommitteePage({ panel: nobody })));
    expect(en).toContain('The panel is not constituted yet.');
    expect(en).toContain('No members have been published yet.');
    expect(en).toContain('No term has ended yet.');
    const zh = visible(renderCommitteePage(sampleCommitteePage({ panel: nobody, language: 'zh' })));
    expect(zh).toContain('委员会尚未正式组成。');
    expect(zh).toContain('还没有结束的任期。');
  });

  it('opens at the same place in the other language', () => {
    expect(renderCommitteePage(sampleCommitteePage())).toContain(
      '<a href="/zh/cases/demo/committee" hrefLang="zh-CN" lang="zh-CN">',
    );
  });
});

describe('the statistics', () => {
  it('give steps of five and no number under five', () => {
    const text = visible(renderStatisticsPage(sampleStatisticsPage()));
    expect(text).toContain('Quarter 2 of 2025 10 to 14 5 to 9 fewer than 5 fewer than 5');
    const zh = visible(renderStatisticsPage(sampleStatisticsPage({ language: 'zh' })));
    expect(zh).toContain('2025年第2季度 10 至 14 5 至 9 少于 5 少于 5');
  });

  it('have words for nothing', () => {
    const none = visible(renderStatisticsPage(sampleStatisticsPage({ quarters: [] })));
    expect(none).toContain('No quarter has enough cases yet to give a number.');
  });

  it('never show an exact count that came along by mistake', () => {
    const [quarter] = sampleStatisticsPage().quarters;
    const more = { ...quarter, opened: 87, closed: 86, closedEarly: 83, reopened: 82 } as never;
    const html = renderStatisticsPage(sampleStatisticsPage({ quarters: [more] }));
    expect(html).not.toMatch(/8[2367]/);
  });
});

describe('every page of the panel', () => {
  const hostile = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    ']]><!--',
    '\u202egnp.exe',
  ];
  const pagesWith = (text: string): string[] =>
    languages.flatMap((language) => {
      const words = localised(text, text);
      const chosenBy = { electorate: words, method: 'other', on: '2025-08-01' } as const;
      const panel = samplePanel({
        members: [
          sampleMember(text, { terms: [sampleTerm({ title: words, chosenBy })] }),
          sampleMember(text, { terms: [sampleTerm({ title: words, to: '2025-08-09' })] }),
        ],
      });
      const row = sampleCase({ title: words });
      return [
        renderCasePage(sampleCasePage({ language, panel })),
        renderCommitteePage(sampleCommitteePage({ language, panel, case: row })),
      ];
    });

  it.each(hostile)('keeps text from data as text: %j', (text) => {
    for (const html of pagesWith(text)) {
      expect(html).not.toContain('<script>alert');
      expect(html).not.toContain('<img src=x');
      expect(html).not.toContain('<!--');
      const body = html.slice(html.indexOf('<body>'));
      const outside = body.replace(/<bdi[^>]*>[^<]*<\/bdi>/g, '').replace(/<[^>]*>/g, '');
      if (text.startsWith('\u202e')) expect(outside).not.toContain(text);
    }
  });

  it('has one heading of the first order, its language, no unfilled place, script or style', () => {
    for (const language of languages) {
      const pages = [
        renderCommitteePage(sampleCommitteePage({ language })),
        renderCommitteePage(sampleCommitteePage({ language, panel: nobody })),
        renderStatisticsPage(sampleStatisticsPage({ language })),
      ];
      for (const html of pages) {
        expect(html).toMatch(
          new RegExp(`^<!doctype html>\n<html lang="${languageTag[language]}">`),
        );
        expect(html.match(/<h1/g)).toHaveLength(1);
        expect(html).not.toMatch(/\{\w+\}|<script|<style| style=| on[a-z]+=/);
        expect(visible(html)).not.toMatch(
          /\b(log|leaf|hash|checkpoint|seal(ed)?)\b|日志|哈希|封存/i,
        );
      }
    }
  });
});
