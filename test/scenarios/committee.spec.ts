import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Tracker, type Json } from '../language/tracker.js';

// Stories 1, 2 and 6: constituted under a charter, a member stands aside, an employee reads who sits.

const ref = 'story';
const both = (zh: string, en: string) => ({ zh, en });
const at = '2026-03-02T09:30:00+08:00';
/** Words that stay with the panel, wherever they were written. */
const canary = 'HERON-7731';

let tracker: Tracker;
let count = 0;
beforeAll(async () => {
  tracker = await Tracker.start();
  await tracker.token();
}, 120_000);
afterAll(() => tracker.end(), 60_000);

const record = (name: string, input: object): Promise<string> =>
  tracker.record(name, { case: ref, ...input }, `story:${String((count += 1))}`);

/** A command that a rule refuses: the code and what it says. */
async function refused(name: string, input: object, language = 'en'): Promise<Json> {
  const type = `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}Input`;
  const answer = await tracker.office(
    `mutation($id: ID!, $input: ${type}!) { ${name}(commandId: $id, input: $input) { position userErrors { code field message } } }`,
    { id: `story:${String((count += 1))}`, input: { case: ref, ...input } },
    { 'accept-language': language },
  );
  expect(answer.errors).toBeUndefined();
  const { position, userErrors } = answer.data[name];
  expect(position).toBeNull();
  return userErrors[0];
}

const election = {
  electorate: both('全体员工', 'all employees'),
  method: 'ballot',
  on: '2026-02-20',
  turnoutPercent: 63,
};
const rules = {
  seats: [
    { constituency: 'legal', seats: 1 },
    { constituency: 'employee_elected', seats: 2 },
    { constituency: 'external_expert', seats: 1 },
  ],
  leastEmployeeElected: 2,
  leastExternal: 1,
  leastAlternates: 1,
  leastWomenPercent: 0,
  quorumPercent: 75,
  leastPresent: 3,
  majority: 'simple',
  longestTermDays: 0,
  noticeDays: 0,
};
const charter = both(
  '委员会依本规则工作，第一版。',
  'The committee works under these rules, version one.',
);
const appoint = (member: string, role: string, constituency: string, more: object = {}) =>
  record('appointMember', { member, role, constituency, ...more });

/** Ids of those who sit, by name, as the panel reads them. */
async function ids(position: string): Promise<Record<string, string>> {
  const { data } = await tracker.office(
    'query($ref: String!, $p: String) { case(ref: $ref, atLeast: $p) { committee { members { id name to } } } }',
    { ref, p: position },
  );
  return Object.fromEntries(
    data.case.committee.members.map((m: Json) => [m.name as string, m.id as string]),
  );
}

describe('a committee is constituted under its charter', () => {
  it('refuses a mix that the charter does not allow, and names the rule', async () => {
    await record('openInvestigation', {
      title: both('故事', 'A story'),
      publicity: 'public',
      receivedAt: at,
    });
    expect(await refused('constituteCommittee', {})).toMatchObject({
      code: 'committee.no-charter',
    });
    await record('adoptCharter', { text: charter, rules });
    await appoint('主任陈', 'chair', 'legal');
    expect(
      await refused('appointMember', {
        member: '员工甲',
        role: 'member',
        constituency: 'employee_elected',
      }),
    ).toMatchObject({ code: 'committee.chosen-by-missing', field: ['chosenBy'] });
    await appoint('员工甲', 'member', 'employee_elected', { chosenBy: election });
    await appoint('Erin O’Brien', 'member', 'external_expert');
    const english = await refused('constituteCommittee', {});
    expect(english.code).toBe('committee.too-few-employee-elected');
    expect(english.message).toContain('at least 2 members elected by employees; there are 1');
    const chinese = await refused('constituteCommittee', {}, 'zh-CN');
    expect(chinese.message).toContain('至少 2 位员工选举的成员，现有 1 位');
    expect(
      await refused('appointMember', { member: '别人', role: 'chair', constituency: 'legal' }),
    ).toMatchObject({ code: 'committee.chair-taken' });
  });

  it('shows seats, constituencies and the version of the charter to anyone', async () => {
    await appoint('员工乙', 'member', 'employee_elected', { chosenBy: election });
    await appoint('候补丙', 'alternate', 'employee_elected', {
      chosenBy: election,
      protected: true,
    });
    const position = await record('constituteCommittee', {});
    await tracker.published(position);
    const { data } = await tracker.graphql(
      `query($ref: String!) { investigation(ref: $ref) {
        committee { charter { version sha256 text(language: zh) } members { id name role seat from to } }
        timeline(first: 20) { nodes { kind title(language: zh) text } } } }`,
      { ref },
    );
    const { committee, timeline } = data.investigation;
    expect(committee.charter).toMatchObject({ version: 1, text: charter.zh });
    expect(committee.members.map((m: Json) => [m.name, m.role, m.seat, m.to] as unknown[])).toEqual(
      [
        ['主任陈', 'chair', 'legal', null],
        ['员工甲', 'member', 'employee_elected', null],
        ['Erin O’Brien', 'member', 'external_expert', null],
        ['员工乙', 'member', 'employee_elected', null],
        [null, 'alternate', 'employee_elected', null],
      ],
    );
    expect(timeline.nodes[0]).toMatchObject({ kind: 'committee', title: '调查委员会已组成' });
    for (const page of [`/zh/cases/${ref}`, `/zh/cases/${ref}/committee`]) {
      const { status, text } = await tracker.feed(page);
      expect(status).toBe(200);
      expect(text).toContain('主任陈');
      expect(text).not.toContain('候补丙');
    }
    const page = await tracker.feed(`/en/cases/${ref}/charter`);
    expect(page.text).toContain(charter.en);
    expect(page.text).toContain(committee.charter.sha256);
  });
});

describe('a member stands aside from one allegation', () => {
  it('whose vote is refused then, while an alternate votes in the place', async () => {
    await record('addAllegation', { words: `第一项指称 ${canary}` });
    const position = await record('addAllegation', { words: `第二项指称 ${canary}` });
    const member = await ids(position);
    // The protected alternate has no name on the roster.
    const { data } = await tracker.office(
      'query($ref: String!) { case(ref: $ref) { committee { members { id role } } } }',
      { ref },
    );
    const alternate = data.case.committee.members.find((m: Json) => m.role === 'alternate').id;
    await record('declareInterest', {
      member: member['员工甲'],
      declared: true,
      interest: 'kinship',
      detail: `表亲 ${canary}`,
    });
    await record('recuse', { member: member['员工甲'], allegation: 2, reason: `表亲 ${canary}` });
    await record('seatAlternate', { alternate, insteadOf: member['员工甲'], allegation: 2 });
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format();
    await record('conveneMeeting', { meetsOn: today });
    const present = [member['主任陈'], member['员工甲'], member['Erin O’Brien'], alternate];
    await record('holdMeeting', { meeting: 1, present, minutes: `记录 ${canary}` });
    await record('putMotion', { meeting: 1, subject: 'finding', allegation: 2, words: canary });
    expect(
      await refused('castVote', { motion: 1, member: member['员工甲'], vote: 'for' }),
    ).toMatchObject({ code: 'committee.recused', field: ['member'] });
    for (const id of [member['主任陈'], alternate])
      await record('castVote', { motion: 1, member: id, vote: 'for' });
    // Four are able to vote on it, so three are a quorum; only two voted.
    await record('closeVote', { motion: 1 });
    await record('putMotion', { meeting: 1, subject: 'finding', allegation: 2, words: canary });
    for (const id of [member['主任陈'], member['Erin O’Brien'], alternate])
      await record('castVote', { motion: 2, member: id, vote: 'for' });
    await tracker.published(await record('closeVote', { motion: 2 }));
    const { data: seen } = await tracker.graphql(
      'query($ref: String!) { investigation(ref: $ref) { timeline(first: 4) { nodes { kind title text } } } }',
      { ref },
    );
    const titles = seen.investigation.timeline.nodes.map((e: Json) => e.title as string);
    expect(titles).toContain('Decision carried');
    expect(titles).toContain('Decision failed: no quorum');
  });

  it('of whom the public reads that one member recused, and nothing else', async () => {
    const pages = await Promise.all(
      ['zh', 'en'].flatMap((language) =>
        ['', '/committee', '/charter', '/feed.atom', '/feed.json'].map((path) =>
          tracker.feed(`/${language}/cases/${ref}${path}`),
        ),
      ),
    );
    for (const { status, text } of pages) {
      expect(status).toBe(200);
      expect(text).not.toContain(canary);
    }
    const { data } = await tracker.graphql(
      'query($ref: String!) { investigation(ref: $ref) { timeline(first: 50, kind: "recusal") { nodes { n title text } } } }',
      { ref },
    );
    const [entry, ...others] = data.investigation.timeline.nodes;
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ title: 'One member recused', text: null });
    const { text } = await tracker.feed(`/en/cases/${ref}/entries/${String(entry.n)}`);
    for (const name of ['主任陈', '员工甲', '员工乙', 'Erin O’Brien'])
      expect(text).not.toContain(name);
  });
});

describe('the panel reads how it was', () => {
  it('at an index and on a day', async () => {
    const read = async (place: string) =>
      (
        await tracker.office(
          `query($ref: String!) { case(ref: $ref, ${place}) { stage events lastIndex committee { members { name } charters { version } recusals } } }`,
          { ref },
        )
      ).data.case;
    const now = await read('atLeast: null');
    const first = (
      await tracker.graphql(
        'query($ref: String!) { investigation(ref: $ref) { timeline(first: 50) { nodes { n index } } } }',
        { ref },
      )
    ).data.investigation.timeline.nodes.at(-1).index as number;
    expect(await read(`index: ${String(first)}`)).toMatchObject({
      events: 1,
      committee: { members: [], charters: [], recusals: 0 },
    });
    expect(await read(`index: ${String(first + 3)}`)).toMatchObject({
      committee: { members: [{ name: '主任陈' }, { name: '员工甲' }], charters: [{ version: 1 }] },
    });
    expect(await read(`index: ${String(first - 1)}`)).toBeNull();
    expect(await read('on: "2020-01-01"')).toBeNull();
    expect(await read('on: "2999-01-01"')).toEqual(now);
    expect(now.committee.recusals).toBe(1);
  });
});

describe('an employee opens one page', () => {
  it('without an account, in both languages, and sees who sits, how it works, the step and what happened', async () => {
    for (const [language, words] of [
      ['zh', ['主任陈', '员工选举', '已收到', '一位成员回避', '工作规则']],
      ['en', ['主任陈', 'elected by employees', 'Received', 'One member recused', 'harter']],
    ] as const) {
      const { status, text, headers } = await tracker.feed(`/${language}/cases/${ref}`);
      expect(status).toBe(200);
      expect(headers.get('set-cookie')).toBeNull();
      for (const word of words) expect(text).toContain(word);
    }
  });
});
