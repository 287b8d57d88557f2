import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { XMLParser } from 'fast-xml-parser';
import { Tracker, type Json } from '../language/tracker.js';

/** 74 names that break what is not careful: decomposed accents, surrogate pairs, joiners, direction marks … */
const traps = (
  JSON.parse(
    readFileSync(new URL('../fixtures/names/odd-unicode.json', import.meta.url), 'utf8'),
  ) as { names: { name: string }[] }
).names.map(({ name }) => name);
const ref = 'odd';
const both = (text: string) => ({ zh: text, en: text });
/** Each between marks that no text has, so that a page can be searched for it byte for byte. */
const framed = (name: string, n: number) => `⟦${String(n)}${name}⟧`;
const all = traps.map(framed).join('\n');

let tracker: Tracker;
let count = 0;
const record = (name: string, input: object): Promise<string> =>
  tracker.record(name, { case: ref, ...input }, `odd:${String((count += 1))}`);

/** Bytes, as hex: `toEqual` on texts would say nothing readable of two that look alike. */
const bytes = (texts: readonly (string | null)[]) =>
  texts.map((text) => Buffer.from(text ?? '', 'utf8').toString('hex'));

beforeAll(async () => {
  tracker = await Tracker.start({ env: { DEMO: '1' } });
  await tracker.token();
  await record('openInvestigation', {
    title: both(`⟦title${traps[0] ?? ''}⟧`),
    publicity: 'public',
    receivedAt: '2026-03-02T09:30:00+08:00',
  });
  await record('defineTermsOfReference', { text: both(all) });
  await record('adoptCharter', {
    text: both(all),
    rules: {
      ...{ leastEmployeeElected: 0, leastExternal: 0, leastAlternates: 0, leastWomenPercent: 0 },
      ...{ quorumPercent: 50, leastPresent: 1, longestTermDays: 0, noticeDays: 0 },
      majority: 'simple',
    },
  });
  for (const [n, name] of traps.entries()) {
    const text = framed(name, n);
    await record('appointMember', { member: text, role: 'member', constituency: 'other' });
    await record('recordAction', {
      at: '2026-03-02T09:30:00+08:00',
      kind: text,
      actorRole: text,
      actor: text,
      summary: `前${text}后${text}`,
      mentions: [text],
    });
    await record('enterPublicDocument', {
      ...{ on: '2026-03-03', says: both(text), source: both(text), excerpt: both(text) },
      ...{ marks: ['privacy_of_another_person'], wording: text, mentions: [text] },
    });
  }
  await tracker.published(await record('pause', { reasonClass: 'other', reason: all }));
}, 240_000);
afterAll(() => tracker.end(), 60_000);

const expected = traps.map(framed);

describe('74 odd names through every text', () => {
  it('come back to the panel byte for byte', async () => {
    const opened: Json[] = [];
    for (let from: number | null = 0; from !== null;) {
      const { data, errors } = await tracker.office(
        'query($ref: String!, $from: Int!) { case(ref: $ref) { record(first: 100, from: $from) { next nodes { type fields { name text } } } } }',
        { ref, from },
      );
      expect(errors).toBeUndefined();
      opened.push(...data.case.record.nodes);
      from = data.case.record.next;
    }
    const texts = (type: string, field: string): string[] =>
      opened
        .filter((event) => event.type === type)
        .map((event) => event.fields.find((f: Json) => f.name === field).text as string);
    const actions = 'investigation.ActionRecorded';
    for (const field of ['kind', 'actorRole', 'actor'])
      expect(bytes(texts(actions, field))).toEqual(bytes(expected));
    expect(bytes(texts(actions, 'summary'))).toEqual(bytes(expected.map((t) => `前${t}后${t}`)));
    expect(bytes(texts('committee.MemberAppointed', 'name'))).toEqual(bytes(expected));
    const documents = 'investigation.PublicDocumentEntered';
    expect(bytes(texts(documents, 'wording'))).toEqual(bytes(expected));
    for (const field of ['says', 'source', 'excerpt']) {
      const zh = texts(documents, field).map((text) => JSON.parse(text).zh as string);
      expect(bytes(zh)).toEqual(bytes(expected));
    }
    expect(bytes(texts('investigation.InvestigationPaused', 'reason'))).toEqual(bytes([all]));
  });

  it('come back to anyone byte for byte, in GraphQL, Atom and JSON Feed', async () => {
    const { data } = await tracker.graphql(
      `query($ref: String!) { investigation(ref: $ref) { title(language: zh)
        committee { charter { text(language: zh) } members { name } } timeline(first: 100, kind: "document") { nodes { text } } } }`,
      { ref },
    );
    const { title, committee, timeline } = data.investigation;
    expect(bytes([title])).toEqual(bytes([`⟦title${traps[0] ?? ''}⟧`]));
    expect(bytes([committee.charter.text])).toEqual(bytes([all]));
    expect(bytes(committee.members.map((m: Json) => m.name as string))).toEqual(bytes(expected));
    expect(bytes(timeline.nodes.map((e: Json) => e.text as string).reverse())).toEqual(
      bytes(expected),
    );
    const atom = (await tracker.feed(`/zh/cases/${ref}/feed.atom`)).text;
    const { feed } = new XMLParser({ ignoreAttributes: false, trimValues: false }).parse(atom);
    expect(feed.entry.length).toBeGreaterThan(10);
    const json = (await tracker.feed(`/zh/cases/${ref}/feed.json`)).json();
    expect(json.items.length).toBe(feed.entry.length);
    const newest = json.items
      .map(
        (item: Json) => `${item.title as string}${String(item.content_html ?? item.content_text)}`,
      )
      .join('');
    expect(newest).toContain(expected.at(-1));
  });

  it('break no page', async () => {
    for (const path of [
      `/zh/cases/${ref}/committee`,
      `/en/cases/${ref}/charter`,
      `/zh/cases/${ref}/terms`,
    ]) {
      const { status, text } = await tracker.feed(path);
      expect(status).toBe(200);
      const shown = text
        .replaceAll('&#x27;', "'")
        .replaceAll('&quot;', '"')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&');
      for (const [n, one] of expected.entries())
        expect([path, n, shown.includes(one)]).toEqual([path, n, true]);
      // What turns the direction of text is kept inside its own element.
      expect(text.split('<bdi').length).toBe(text.split('</bdi>').length);
      expect(text.trimEnd().endsWith('</html>')).toBe(true);
    }
  });
});
