import { describe, expect, it } from '@jest/globals';
import type { CommitteeEvent } from '#committee/events';
import { charterVersion, publicRoster } from '#committee/process';
import type { EventOf, PublicEventOf, Recorded, Row, View, AnyDefinition } from '#kernel';
import { recorded, replay } from '../../../../test/language/replay.js';
import { caseEvents, type CaseEvent } from '../case-events.js';
import { committeeEffects } from '../committee.sample.js';
import { closed, lowered, opened, raised, ref, sealedAction, stage } from '../sample.js';
import { caseFileText, caseState, stateText, type CaseRows } from './case-state.js';
import { disclosureLine, writtenLine } from './disclosure-line.js';
import { publicCase } from './public-case.projection.js';
import { timelineEntry } from './timeline-entry.projection.js';

type Happened = EventOf<CaseEvent>;

function rowsOf(...events: readonly Happened[]): CaseRows {
  const log = recorded(caseEvents, ...events);
  const rows = <R extends Row, D extends AnyDefinition>(view: View<R, D>): R[] => {
    const known = log.filter(({ event }) => view.events.some(({ type }) => type === event.type));
    const found = replay(view, ...(known as unknown as Recorded<PublicEventOf<D>>[]));
    // In the order of keys, as a table gives them.
    return [...found.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  };
  const [row] = rows(publicCase);
  if (!row) throw new Error('no public case');
  return {
    case: row,
    members: rows(publicRoster),
    charters: rows(charterVersion),
    entries: rows(timelineEntry),
  };
}

const eventsOf = (type: CommitteeEvent['type']) => {
  const [effect] = committeeEffects[type];
  if (!effect) throw new Error('no sample');
  return [...(effect.past ?? []), effect.event] as readonly Happened[];
};

describe('the state of a case', () => {
  it('is what the views say of it, field by field', () => {
    const many = Array.from({ length: 10 }, () => stage);
    expect(caseState(rowsOf(opened(), sealedAction, ...many, closed))).toEqual({
      format: 1,
      ref,
      title: opened().data.title,
      publicity: 'public',
      stage: 'closed',
      step: 'finished',
      stages: [
        { stage: 'received', on: '2026-03-01' },
        ...many.map(({ data }) => ({ stage: data.to, on: data.on })),
        { stage: 'closed', on: closed.data.on },
      ],
      charter: null,
      members: [],
      deadlines: [],
      entries: [
        {
          ...{ n: 1, index: 0, kind: 'opening', date: '2026-03-01' },
          ...{ status: 'shown', corrects: null },
        },
        ...many.map((_, i) => ({
          ...{ n: i + 2, index: i + 2, kind: 'stage', date: stage.data.on },
          ...{ status: 'shown', corrects: null },
        })),
        {
          ...{ n: 12, index: 12, kind: 'closing', date: closed.data.on },
          ...{ status: 'shown', corrects: null },
        },
      ],
    });
  });

  it('has the newest charter, and one member a term', () => {
    const events = [
      ...eventsOf('committee.CharterAmended'),
      ...eventsOf('committee.MemberAppointed'),
    ];
    const first = events
      .filter(({ type }) => type === 'investigation.InvestigationOpened')
      .slice(0, 1);
    const rest = events.filter(({ type }) => type !== 'investigation.InvestigationOpened');
    const rows = rowsOf(...(first.length > 0 ? first : [opened()]), ...rest);
    const { charter, members } = caseState(rows);
    const newest = rows.charters.reduce((a, b) => (b.version > a.version ? b : a));
    expect(charter).toEqual({ version: newest.version, sha256: newest.sha256 });
    expect(members.length).toBeGreaterThan(0);
    for (const one of members)
      expect(Object.keys(one)).toEqual(['id', 'name', 'role', 'seat', 'from', 'to']);
  });

  it('has the same bytes whatever the order of the rows, and whether a table or a fold gave them', () => {
    const rows = rowsOf(opened(), stage, ...eventsOf('committee.MemberAppointed').slice(-1));
    const text = caseFileText(rows);
    const { entries, members, charters } = rows;
    const turned = {
      entries: entries.toReversed(),
      members: members.toReversed(),
      charters: charters.toReversed(),
    };
    expect(caseFileText({ ...rows, ...turned })).toBe(text);
    const more = { ...rows.case, withdrawnAt: null, withdrawnOn: null, another: 1 };
    expect(caseFileText({ ...rows, case: more })).toBe(text);
    expect(text).toMatch(/^\{"charter":/);
  });

  it('is listed by its hash', () => {
    const head = { origin: 'test.example/log', size: 3, root: 'AAAA' };
    expect(stateText(head, [{ ref: 'a', sha256: 'ab' }])).toBe(
      '{"cases":[{"ref":"a","sha256":"ab"}],"format":1,"origin":"test.example/log","root":"AAAA","size":3}',
    );
  });
});

describe('a line of disclosures', () => {
  const row = { index: 13, presentation: 'leaf~one~two~' };

  it('is the disclosures in their order, without the leaf', () => {
    expect(writtenLine(disclosureLine(row))).toBe('{"i":13,"sd":["one","two"]}\n');
    expect(disclosureLine(row, { withdrawnAt: null })).toEqual({ i: 13, sd: ['one', 'two'] });
  });

  it('is the reason where the case was taken back, but for the act that did so', () => {
    expect(writtenLine(disclosureLine(row, { withdrawnAt: 20 }))).toBe(
      '{"by":20,"i":13,"why":"withdrawn"}\n',
    );
    expect(disclosureLine(row, { withdrawnAt: 13 })).toHaveProperty('sd');
  });

  it('is open again once the case is', () => {
    const standing = (...events: readonly Happened[]) => rowsOf(opened(), ...events).case;
    expect(disclosureLine(row, standing(lowered))).toEqual({ i: 13, why: 'withdrawn', by: 1 });
    expect(disclosureLine(row, standing(lowered, raised))).toHaveProperty('sd');
  });
});
