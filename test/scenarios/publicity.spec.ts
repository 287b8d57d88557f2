import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dayIn, systemClock } from '#kernel';
import { openLeaf, splitPresentation } from '#sealing/verify';
import { crawl } from '../language/public-crawl.js';
import { ask, Tracker, type Answer, type Json } from '../language/tracker.js';

const at = '2026-03-02T09:30:00+08:00';
/** In the title: shown while the case is public, and then no more. */
const title = 'CANARY-TITLE-of-a-case';
/** In sealed words: never shown. */
const sealed = 'CANARY-SEALED-words';

/** Words that stand nowhere else. */
const ref = 'zq-hushed';
const other = 'zq-quiet';

let tracker: Tracker;
let second = '';

beforeAll(async () => {
  tracker = await Tracker.start();
  await tracker.token();
  await tracker.sql(
    `insert into office.account (id, email, roles) values ('77777777-7777-4777-8777-777777777777', 'second@demo.test', '{chair}')`,
  );
  second = (await tracker.command('token', '--as', 'second@demo.test', '--ttl', '1d', '--json'))
    .result.token as string;
  for (const name of [ref, other]) {
    await tracker.record(
      'openInvestigation',
      { case: name, title: { zh: title, en: title }, receivedAt: at },
      `${name}-1`,
    );
    await tracker.record(
      'changeStage',
      { case: name, to: 'acknowledged', on: '2026-03-03', reason: sealed },
      `${name}-2`,
    );
    await tracker.record(
      'recordAction',
      { case: name, at, kind: 'interview', summary: sealed },
      `${name}-3`,
    );
    await tracker.record(
      'changeStage',
      { case: name, to: 'triage', on: '2026-03-04', reason: sealed },
      `${name}-4`,
    );
  }
}, 120_000);
afterAll(() => tracker.end(), 60_000);

const set = async (level: 'public' | 'counted', id: string, more: object = {}) => {
  const position = await tracker.record(
    'setPublicity',
    {
      case: ref,
      level,
      reasonClass: level === 'public' ? 'interest_of_all_employees' : 'protection_of_a_person',
      reason: sealed,
      ...(level === 'public' && { affected: 'agreed', respondent: 'told' }),
      ...more,
    },
    id,
  );
  await tracker.published(position);
  return position;
};

const confirm = async (token: string, id: string) => {
  const { data } = (
    await ask(`${tracker.officeUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({
        query: `mutation($id: ID!) { confirmPublicity(commandId: $id, input: { case: "zq-hushed" }) { position userErrors { code } } }`,
        variables: { id },
      }),
    })
  ).json();
  return data.confirmPublicity;
};

const file = async (atLeast: string) => {
  const { data } = await tracker.office(
    'query($p: String) { case(ref: "zq-hushed", atLeast: $p) { publicity loweringConfirmBy stage } }',
    { p: atLeast },
  );
  return data.case;
};

const surfaces = (of: string) => [
  ...['zh', 'en'].flatMap((l) => [
    `/${l}/cases/${of}`,
    `/${l}/cases/${of}/entries/1`,
    `/${l}/cases/${of}/entries/3`,
    `/${l}/cases/${of}/committee`,
    `/${l}/cases/${of}/feed.atom`,
    `/${l}/cases/${of}/feed.json`,
  ]),
  `/cases/${of}/feed.atom`,
  `/cases/${of}/feed.json`,
  `/cases/${of}/events?after=-1`,
];
const told = ({ status, headers, text }: Answer) => ({
  status,
  text,
  headers: [...headers].filter(([name]) => !['date', 'connection', 'keep-alive'].includes(name)),
});

/** What was never public is answered to the byte as what never existed. */
const asNothing = async (name: string) => {
  const nothing = surfaces('nothing');
  for (const [i, path] of surfaces(name).entries()) {
    const answer = told(await tracker.feed(path));
    expect(answer.status).toBe(404);
    expect(answer).toEqual(told(await tracker.feed(nothing[i] ?? '')));
  }
};

const wordsIn = (texts: readonly string[]) =>
  [title, ref, other, sealed].filter((word) => texts.some((text) => text.includes(word)));
/** Which of our words stand in anything that anyone can reach. */
const reached = async () =>
  wordsIn((await crawl(tracker)).map(({ bytes }) => bytes.toString('utf8')));
/** The same of lists, searches and the feeds of all cases. */
const listed = async () => {
  const paths = ['/en/', '/zh/', '/en/?search=CANARY', '/feed.atom', '/en/feed.json'];
  const answers = await Promise.all(paths.map(async (path) => (await tracker.feed(path)).text));
  const { data } = await tracker.graphql(
    '{ investigations(search: "zq") { nodes { ref title } } }',
  );
  // What was searched for stands in the page of the search.
  return wordsIn([...answers, JSON.stringify(data)]);
};

const investigation = async (of: string) => {
  const { data } = await tracker.graphql(
    'query($r: String!) { investigation(ref: $r) { ref title stage timeline(first: 50) { totalCount nodes { n kind title } } } }',
    { r: of },
  );
  return data.investigation;
};

describe('a case that is only counted', () => {
  it('is nowhere', async () => {
    await asNothing(ref);
    expect(await investigation(ref)).toBe(null);
    expect(await listed()).toEqual([]);
    expect(await file('0')).toEqual({
      publicity: 'counted',
      loweringConfirmBy: null,
      stage: 'triage',
    });
  });
});

describe('a case that is made public', () => {
  it('shows its earlier steps from the same moment on', async () => {
    await set('public', 'raise');
    expect(await investigation(ref)).toEqual({
      ref,
      title,
      stage: 'triage',
      timeline: {
        totalCount: 5,
        nodes: [
          { n: 5, kind: 'stage', title: 'Stage reached: Triage' },
          { n: 4, kind: 'stage', title: expect.stringContaining('Stage reached') },
          { n: 3, kind: 'opening', title: 'Case opened' },
          { n: 2, kind: 'release', title: 'Earlier procedural steps released' },
          { n: 1, kind: 'publicity', title: 'Case made public' },
        ],
      },
    });
    for (const language of ['zh', 'en']) {
      const page = await tracker.feed(`/${language}/cases/zq-hushed`);
      expect([page.status, page.text.includes(title)]).toEqual([200, true]);
      for (const n of [1, 2, 3, 4, 5])
        expect(
          (await tracker.feed(`/${language}/cases/zq-hushed/entries/${String(n)}`)).status,
        ).toBe(200);
    }
    expect((await tracker.feed('/en/?search=CANARY')).text).toContain('/en/cases/zq-hushed');
    expect((await tracker.feed('/en/cases/zq-hushed/feed.atom')).text).toContain('Stage reached');
  });

  it('proves them, opens nothing that is sealed, and stays apart from the other case', async () => {
    const rows = await tracker.sql(
      `select d.presentation, e.type from public.timeline_entry e join public.disclosure d using (index) where e.ref = 'zq-hushed' and e.n > 2`,
    );
    for (const { presentation, type } of rows) {
      const { entry, texts } = splitPresentation(presentation as string);
      const { leaf, windows } = openLeaf(entry, texts);
      expect(leaf.vis).toBe('sealed');
      expect(windows.get('/type')).toBe(`${type as string}@1`);
      expect([...windows.keys()].join()).not.toMatch(/reason|receivedAt|actor|rat|pub$/);
    }
    expect(await listed()).toEqual([title, ref]);
    expect(await reached()).toEqual([title, ref]);
    await asNothing(other);
  }, 120_000);
});

describe('a case that is no longer public', () => {
  const today = () => dayIn('Asia/Shanghai', systemClock.now());

  it('leaves a dated page and nothing else, at once', async () => {
    const position = await set('counted', 'lower', { on: '2026-03-05' });
    for (const path of surfaces(ref)) {
      const { status, text, headers } = await tracker.feed(path);
      expect([path, status]).toEqual([path, 410]);
      expect(text).not.toContain(title);
      expect(text).not.toContain(ref);
      expect(headers.get('cache-control')).toBe('no-store');
    }
    const en = (await tracker.feed('/en/cases/zq-hushed')).text;
    expect(en).toContain('This case is no longer public');
    expect(en).toContain('to protect a person');
    expect(en).toContain('dateTime="2026-03-05"');
    const zh = (await tracker.feed('/zh/cases/zq-hushed')).text;
    expect(zh).toContain('本案不再公开');
    expect(zh).toContain('保护有关人员');
    expect(await investigation(ref)).toBe(null);
    expect(await listed()).toEqual([]);
    expect(await reached()).toEqual([]);
    await asNothing(other);
    expect((await file(position)).publicity).toBe('counted');
  }, 120_000);

  it('waits for a second person, who is another one', async () => {
    const { loweringConfirmBy } = await file('0');
    expect(loweringConfirmBy > today()).toBe(true);
    expect(await confirm(await tracker.token(), 'confirm-1')).toEqual({
      position: null,
      userErrors: [{ code: 'investigation.needs-second-person' }],
    });
    const { position, userErrors } = await confirm(second, 'confirm-2');
    expect(userErrors).toEqual([]);
    expect(await file(position as string)).toMatchObject({
      publicity: 'counted',
      loweringConfirmBy: null,
    });
    expect((await tracker.feed('/en/cases/zq-hushed')).status).toBe(410);
  });

  it('comes back with what happened meanwhile when it is made public again', async () => {
    await tracker.record(
      'changeStage',
      { case: ref, to: 'planning', on: '2026-03-06', reason: sealed },
      'meanwhile',
    );
    expect((await tracker.feed('/en/cases/zq-hushed')).status).toBe(410);
    await set('public', 'raise-again');
    const { stage, timeline } = await investigation(ref);
    expect(stage).toBe('planning');
    expect(timeline.nodes.slice(0, 4).map(({ n, kind }: Json) => [n, kind])).toEqual([
      [9, 'stage'],
      [8, 'release'],
      [7, 'publicity'],
      [6, 'publicity'],
    ]);
    expect((await tracker.feed('/en/cases/zq-hushed')).text).toContain(title);
    expect((await tracker.command('rebuild', 'public_case', '--verify')).code).toBe(0);
  });
});
