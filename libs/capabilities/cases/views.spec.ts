import { describe, expect, it } from '@jest/globals';
import {
  DisclosureReleased,
  EventSkipped,
  localised,
  LogOpened,
  PolicyReplaced,
  type AnyDefinition,
  type EventOf,
  type Localised,
  type PublicEntry,
  type PublicEventOf,
  type Recorded,
  type Row,
  type View,
} from '#kernel';
import { recorded, replay } from '../../../test/language/replay.js';
import { caseEvents, type CaseEvent } from './case-events.js';
import { caseFile } from './panel/case-file.projection.js';
import { publicCase } from './timeline/public-case.projection.js';
import { committeeEffects } from './committee.sample.js';
import { investigationEffects } from './investigation.sample.js';
import {
  on,
  at,
  type EffectsOf,
  closed,
  document,
  hash,
  lowered,
  opened,
  paused,
  policy,
  raised,
  ref,
  reopened,
  sealedAction,
  secret,
  shownAction,
  stage,
  type Effect,
} from './sample.js';
import { disclosure } from './timeline/disclosure.projection.js';
import { sealedBand } from './timeline/sealed-band.projection.js';
import { timelineEntry } from './timeline/timeline-entry.projection.js';
import { withdrawnCase } from './timeline/withdrawn-case.projection.js';

/** Every event of a case with what it does. */
const effects: EffectsOf<CaseEvent> = {
  ...investigationEffects,
  ...committeeEffects,
  'disclosure.DisclosureReleased': [
    {
      event: DisclosureReleased({
        ...at,
        shows: [{ version: 0, kind: 'opening', date: on, title: localised('立案', 'Case opened') }],
      }),
      entry: {
        kind: 'release',
        title: 'Earlier procedural steps released',
        text: 'Earlier steps that show from now on: 1.',
      },
    },
  ],
};

type Happened = EventOf<CaseEvent>;
const log = (...events: readonly Happened[]) => recorded(caseEvents, ...events);

/** The rows of a view, which folds what it knows of these events. */
const rowsOf = <R extends Row, D extends AnyDefinition>(
  view: View<R, D>,
  ...events: readonly Happened[]
) => replay(view, ...(log(...events) as unknown as readonly Recorded<PublicEventOf<D>>[]));

const all: readonly (readonly [name: string, effect: Effect<Happened>])[] = Object.entries<
  readonly Effect<Happened>[]
>(effects).flatMap(([type, list]) =>
  list.map((effect) => [`${type}: ${effect.entry?.title ?? 'no entry'}`, effect] as const),
);
const pastOf = ({ past = [opened()] }: Effect<Happened>) => past;

describe('what can happen in a case', () => {
  it.each(caseEvents.map(({ type }) => type))('%s has a representative of its type', (type) => {
    expect(effects[type].length).toBeGreaterThan(0);
    expect(new Set(effects[type].map(({ event }) => event.type))).toEqual(new Set([type]));
  });

  it('is all that is represented', () => {
    expect(Object.keys(effects).sort()).toEqual(caseEvents.map(({ type }) => type).sort());
  });
});

describe('timeline_entry', () => {
  const newest = (effect: Effect<Happened>) => {
    const before = rowsOf(timelineEntry, ...pastOf(effect));
    const after = rowsOf(timelineEntry, ...pastOf(effect), effect.event);
    const [key, ...more] = [...after.keys()].filter((name) => !before.has(name));
    expect(more).toEqual([]);
    return { row: key === undefined ? null : (after.get(key) ?? null), before: before.size };
  };

  it.each(all)('%s', (_name, effect) => {
    const { row, before } = newest(effect);
    const { entry, event } = effect;
    const read = row && {
      kind: row.kind,
      title: row.title.en,
      ...(row.text && { text: row.text.en }),
    };
    expect(read).toEqual(entry);
    if (!row) return;
    expect(row).toMatchObject({
      key: `${ref}/${String(before + 1)}`,
      n: before + 1,
      ref,
      type: event.type,
      status: 'shown',
      leafHash: `leaf-${String(pastOf(effect).length)}`,
    });
  });

  it.each(all)('reads whole in both languages: %s', (_name, effect) => {
    const { row } = newest(effect);
    for (const words of [row?.title, row?.text, row?.role]) if (words) expectWhole(words);
  });

  it('InvestigationOpened: entry 1, column by column', () => {
    expect([...rowsOf(timelineEntry, opened())]).toEqual([
      [
        'demo/1',
        {
          key: 'demo/1',
          ref,
          n: 1,
          index: 0,
          kind: 'opening',
          date: '2026-03-01',
          precision: 'month',
          title: localised('立案', 'Case opened'),
          text: localised('案件「示例案件」已受理。', 'The case “A sample case” was received.'),
          role: null,
          marks: [],
          status: 'shown',
          corrects: null,
          sealedAt: '2026-03-02T00:00:00.000Z',
          type: 'investigation.InvestigationOpened',
          leafHash: 'leaf-0',
        },
      ],
    ]);
  });

  it('shows the role of a shown action, and the marks and precision of a document', () => {
    const rows = rowsOf(timelineEntry, opened(), shownAction, document);
    expect(rows.get('demo/2')?.role).toEqual(localised('成员', 'A member'));
    expect(rows.get('demo/3')).toMatchObject({
      date: '2026-02-01',
      precision: 'year',
      marks: ['privacy-of-another-person'],
    });
  });

  it('has no gap in the numbers where an action is sealed', () => {
    const rows = rowsOf(timelineEntry, opened(), sealedAction, sealedAction, stage);
    expect([...rows.keys()]).toEqual(['demo/1', 'demo/2']);
  });
});

describe('public_case', () => {
  const caseAfter = (...events: readonly Happened[]) => rowsOf(publicCase, ...events).get(ref);

  it.each(all)('%s', (_name, effect) => {
    const { entry, event, publicCase: change = {} } = effect;
    const past = pastOf(effect);
    const [before, after] = [caseAfter(...past), caseAfter(...past, event)];
    if (!entry) {
      expect(after).toEqual(before);
      return;
    }
    const { date, precision = 'day' } = log(...past, event).at(-1)?.pub as PublicEntry;
    expect(after).toMatchObject({
      ...before,
      entries: (before?.entries ?? 0) + 1,
      lastEntryOn: date,
      lastEntryPrecision: precision,
      lastIndex: past.length,
      ...change,
    });
  });

  it('InvestigationOpened: a case with its first entry', () => {
    expect(caseAfter(opened())).toMatchObject({
      key: ref,
      ref,
      title: localised('示例案件', 'A sample case'),
      stages: [{ stage: 'received', on: '2026-03-01' }],
      severity: null,
      paused: null,
      closing: null,
      openedOn: '2026-03-01',
      openedPrecision: 'month',
      lastIndex: 0,
    });
  });

  it('rests no longer once it is closed, and keeps every stage that was reached', () => {
    const row = caseAfter(opened(), paused, closed, reopened);
    expect(row?.paused).toBeNull();
    expect(row?.stages.map((reached) => reached.stage)).toEqual(['received', 'closed', 'reopened']);
  });

  it('changes nothing when a sealed event reaches it by mistake', () => {
    const sealed = log(opened(), sealedAction)[1];
    if (sealed?.event.type !== 'investigation.ActionRecorded') throw new Error('no event');
    const handled = publicCase.on[sealed.event.type](caseAfter(opened()), {
      ...sealed,
      event: sealed.event,
    });
    expect(handled).toBeUndefined();
  });

  it('keeps cases apart', () => {
    const rows = rowsOf(publicCase, opened(), opened('public', 'other'), stage);
    expect([rows.get(ref)?.entries, rows.get('other')?.entries]).toEqual([2, 1]);
  });
});

describe('case_file', () => {
  const fileAfter = (...events: readonly Happened[]) => rowsOf(caseFile, ...events).get(ref);

  it.each(all)('%s', (_name, effect) => {
    const { event, caseFile: change = {} } = effect;
    const past = pastOf(effect);
    expect(fileAfter(...past, event)).toMatchObject({
      ...fileAfter(...past),
      events: past.length + 1,
      lastIndex: past.length,
      ...change,
    });
  });

  it('InvestigationOpened: a file, also of a case that is only counted', () => {
    const first = {
      key: ref,
      ref,
      stream: 'case-demo',
      title: localised('示例案件', 'A sample case'),
      stage: 'received',
      receivedOn: '2026-03-01',
      events: 1,
      lastIndex: 0,
    };
    expect(fileAfter(opened())).toMatchObject({ ...first, publicity: 'public' });
    expect(fileAfter(opened('counted'))).toMatchObject({ ...first, publicity: 'counted' });
  });
});

describe('sealed_band', () => {
  const band = (...events: readonly Happened[]) => rowsOf(sealedBand, opened(), ...events).get(ref);
  const actions = (count: number) => Array.from({ length: count }, () => sealedAction);

  it.each([
    [0, 'under-10'],
    [9, 'under-10'],
    [10, '10-19'],
    [19, '10-19'],
    [20, '20-49'],
    [49, '20-49'],
    [50, '50-or-more'],
    [51, '50-or-more'],
  ] as const)('%d sealed actions: %s', (count, expected) => {
    expect(band(...actions(count))).toEqual({ key: ref, actions: count, band: expected });
  });

  it('counts sealed actions only', () => {
    expect(band(shownAction, sealedAction, policy, document, stage, shownAction)?.actions).toBe(1);
  });

  it('withholds the exact count from readers', () => {
    expect(sealedBand.withheld).toEqual(['actions']);
    expect(sealedBand.reach).toBe('slot');
  });

  it('has no row once a case is no longer public, and begins with the published band when it is again', () => {
    const lowered = effects['investigation.CasePublicitySet'][0]?.event;
    if (!lowered) throw new Error('no event');
    expect(band(...actions(12), lowered)).toBeUndefined();
    expect(band(...actions(12), lowered, ...actions(3), raised)).toMatchObject({ band: '10-19' });
  });
});

describe('disclosure', () => {
  it.each(all)('%s', (_name, effect) => {
    const { entry, event } = effect;
    const past = pastOf(effect);
    const index = past.length;
    const [before, after] = [rowsOf(disclosure, ...past), rowsOf(disclosure, ...past, event)];
    const row = { index, ref, presentation: `presentation-${String(index)}` };
    const key = `00000000000${String(index)}`;
    expect(after).toEqual(entry ? new Map([...before, [key, { key, ...row }]]) : before);
  });

  it.each([
    LogOpened({
      ...{ format: 1, origin: 'test/log', zone: 'UTC', on, logKey: '', sealingKeys: [] },
      ...{ redactionHash: hash, schemasHash: hash, viewsHash: hash },
      ...{ software: 'daylight', sealWindow: 1, witnesses: 'none' },
    }),
    PolicyReplaced({ part: 'views', hash, software: 'daylight', on }),
    EventSkipped({ view: 'v', viewVersion: 1, index: 3, on, reason: secret.words }),
  ])('$type: a leaf of the log itself', ({ type, data }) => {
    const [opening] = log(opened());
    if (!opening) throw new Error('no event');
    const read = { ...opening, event: { type, data } } as never as typeof opening;
    const pub = { kind: 'k', date: on, title: localised('一', 'One') };
    expect([...replay(disclosure, { ...read, index: 12_345, pub })]).toEqual([
      [
        '000000012345',
        { key: '000000012345', index: 12_345, ref: null, presentation: 'presentation-0' },
      ],
    ]);
    expect(replay(disclosure, { ...read, pub: null }).size).toBe(0);
  });
});

describe('withdrawn_case', () => {
  const taken = (...events: readonly Happened[]) => rowsOf(withdrawnCase, opened(), ...events);
  const row = (index: number) => ({ key: ref, on, reason: 'published_by_mistake', index });

  it('has a row from the act on that takes a case back until it is public again', () => {
    expect(taken(stage).size).toBe(0);
    expect(taken(lowered)).toEqual(new Map([[ref, row(1)]]));
    expect(taken(lowered, stage, sealedAction)).toEqual(new Map([[ref, row(1)]]));
    expect(taken(lowered, raised).size).toBe(0);
    expect(taken(lowered, raised, lowered)).toEqual(new Map([[ref, row(3)]]));
  });

  it('never has one for a case that is only counted', () => {
    expect(rowsOf(withdrawnCase, opened('counted'), stage, raised).size).toBe(0);
  });
});

describe('every view', () => {
  // The folds differ in their rows; here only what holds for all of them.
  const views = [
    publicCase,
    timelineEntry,
    disclosure,
    caseFile,
    sealedBand,
  ] as unknown as (typeof caseFile)[];
  const named = views.map((view) => [view.name, view] as const);
  const course = all.flatMap(([, effect]) =>
    effect.event.type === 'investigation.CasePublicitySet' ||
    effect.event.type === 'investigation.InvestigationOpened'
      ? []
      : [effect.event],
  );
  const freeze = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  };

  it.each(named)('%s changes neither the row nor the event that it is handed', (_name, view) => {
    const events = log(opened(), ...course);
    events.forEach(freeze);
    const frozen: typeof view = {
      ...view,
      on: Object.fromEntries(
        Object.entries(view.on).map(([type, fold]) => [
          type,
          (row: never, event: never) => {
            freeze(row);
            return fold(row, event);
          },
        ]),
      ) as typeof view.on,
    };
    expect(replay(frozen, ...events).size).toBeGreaterThan(0);
  });

  it.each(named)(
    '%s holds no sealed word, no personal name and nobody’s sealed id',
    (_name, view) => {
      const rows = JSON.stringify([...rowsOf(view, opened(), ...course)]);
      for (const word of [secret.words, secret.name, secret.id, 'secret-kind', 'secret-case'])
        expect(rows).not.toContain(word);
    },
  );

  it.each(named.filter(([, { reach }]) => reach !== 'panel'))(
    '%s never has a row for a case that is only counted',
    (_name, view) => {
      const events = [opened('counted'), ...course, ...Array(60).fill(sealedAction)] as Happened[];
      for (let length = 0; length <= events.length; length += 1)
        expect(rowsOf(view, ...events.slice(0, length)).size).toBe(0);
    },
  );
});

/** Words that a person can read, with every place filled. */
function expectWhole({ zh, en }: Localised): void {
  for (const words of [zh, en]) {
    expect(words.trim()).not.toBe('');
    expect(words).not.toMatch(/[{}]|undefined|null|NaN|\[object/);
  }
  expect(zh).toMatch(/\p{Script=Han}/u);
  expect(en).toMatch(/[A-Za-z]/);
}
