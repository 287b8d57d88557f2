import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Engine } from '#engine';
import type { DisclosureRow, PublicCaseRow, SealedBandRow, TimelineEntryRow } from '#cases/process';
import {
  EnterPublicDocument,
  Pause,
  Resume,
  SetPublicationPolicy,
  SetPublicity,
  SetSeverity,
} from '#investigation/process';
import { dayIn, releaseType, type Row } from '#kernel';
import { asOf, rebuild, verifyViews } from '#projections';
import {
  kidsOf,
  openLeaf,
  openStored,
  splitPresentation,
  verifyLeafSignature,
  type Opened,
} from '#sealing';
import { action, opening, stage, take, through } from '../decisions/case.js';
import { checkLog } from '../language/check-log.js';
import { everyRole, newInstallation, type TestInstallation } from '../language/installation.js';
import { counting, digestOf, live, rowsOf, runner, toTheEnd, viewOf } from './views.js';

const canary = 'CANARY-of-a-sealed-reason';
const both = (zh: string, en: string) => ({ zh, en });
const meta = (commandId: string) => ({ actor: everyRole, commandId });

const publicity = (ref: string, id: string, level: 'public' | 'counted') =>
  new SetPublicity(
    {
      case: ref,
      level,
      reasonClass: level === 'public' ? 'already_publicly_known' : 'protection_of_a_person',
      reason: canary,
      ...(level === 'public' && { affected: 'agreed', respondent: 'told' }),
      on: '2026-03-05',
    },
    meta(id),
  );

/** What happens in a case after its opening: sealed actions, and steps that show in a public case. */
const course = (ref: string) => [
  action(ref, `${ref}-1`, canary),
  stage(ref, `${ref}-2`, 'triage', canary),
  new SetSeverity(
    { case: ref, severity: 'crisis', reason: canary, on: '2026-03-04' },
    meta(`${ref}-3`),
  ),
  new SetPublicationPolicy(
    {
      case: ref,
      kinds: [{ name: 'hearing', words: both('听证', 'A hearing') }],
      on: '2026-03-04',
    },
    meta(`${ref}-4`),
  ),
  new EnterPublicDocument(
    {
      case: ref,
      on: '2026-02-01',
      precision: 'month',
      says: both('信中说', 'The letter says'),
      source: both('公开信', 'Open letter'),
      excerpt: both('［已隐去］', '[withheld]'),
      marks: ['privacy-of-another-person'],
      wording: canary,
    },
    meta(`${ref}-5`),
  ),
  stage(ref, `${ref}-6`, 'planning', canary),
  new Pause(
    { case: ref, reasonClass: 'police_first', reason: canary, on: '2026-03-05' },
    meta(`${ref}-7`),
  ),
];

describe('a case that is made public', () => {
  const clock = { at: Date.UTC(2026, 2, 10, 4), now: () => clock.at };
  let installation: TestInstallation;
  let engine: Engine;
  /** Index of the event that raised `late`. */
  let raised = 0;
  beforeAll(async () => {
    installation = await newInstallation(clock);
    ({ engine } = installation);
    for (const [ref, level] of [
      ['open', 'public'],
      ['late', 'counted'],
      ['never', 'counted'],
    ] as const) {
      await take(engine, opening(ref, undefined, level));
      for (const command of course(ref)) await take(engine, command);
    }
    await toTheEnd(engine.projections);
    raised = Number(await engine.store.head()) + 1;
    const taken = await take(engine, publicity('late', 'raise', 'public'));
    expect(taken.events).toBe(2);
    await toTheEnd(engine.projections);
  });
  afterEach(async () => {
    await checkLog(engine);
  });
  afterAll(() => installation.close());

  const rows = async <T extends Row>(table: string, ref: string): Promise<T[]> =>
    (await rowsOf<T>(engine.projections, `public.${table}`)).filter(
      ({ key }) => key === ref || key.startsWith(`${ref}/`),
    );
  const timeline = async (ref: string) =>
    (await rows<TimelineEntryRow>('timeline_entry', ref)).sort((a, b) => a.n - b.n);
  const disclosures = () =>
    rowsOf<DisclosureRow>(engine.projections, 'public.disclosure').then(
      (all) => new Map(all.map(({ index, presentation }) => [index, presentation])),
    );
  /** Entries without what tells where they stand, under one name. */
  const words = (entries: readonly TimelineEntryRow[]) =>
    entries
      .filter(({ kind }) => kind !== 'publicity' && kind !== 'release')
      .map(({ kind, date, precision, title, text, role, marks, type }) => {
        const told = JSON.stringify({ kind, date, precision, title, text, role, marks, type });
        return JSON.parse(told.replaceAll('late', 'open')) as object;
      });

  it('has the timeline of one that was public from the start', async () => {
    const [open, late] = [await timeline('open'), await timeline('late')];
    expect(words(late)).toEqual(words(open));
    expect(open.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(late.map(({ n, kind }) => [n, kind]).slice(0, 3)).toEqual([
      [1, 'publicity'],
      [2, 'release'],
      [3, 'opening'],
    ]);
    expect(late.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(late.map(({ index }) => index).slice(0, 2)).toEqual([raised, raised + 1]);
    expect(Math.max(...late.slice(2).map(({ index }) => index))).toBeLessThan(raised);
  });

  it('has the row of one that was public from the start', async () => {
    const [[open], [late]] = [
      await rows<PublicCaseRow>('public_case', 'open'),
      await rows<PublicCaseRow>('public_case', 'late'),
    ];
    const place = { key: 'x', ref: 'x', title: 'x', entries: 0, lastIndex: 0 };
    expect({ ...late, ...place }).toEqual({ ...open, ...place });
    expect([open?.entries, late?.entries]).toEqual([7, 9]);
    expect(late?.title).toEqual(both('一', 'Case late'));
    expect(late?.lastIndex).toBe(raised + 1);
    expect(await rows('public_case', 'never')).toEqual([]);
    expect(await rows('timeline_entry', 'never')).toEqual([]);
  });

  it.each(['public_case', 'timeline_entry', 'disclosure'])(
    'is rebuilt to the same rows: %s',
    async (name) => {
      const before = await digestOf(engine.projections, name);
      const rebuilt = await rebuild(engine.projections, viewOf(engine.projections, name));
      expect({ rows: rebuilt.rows, digest: rebuilt.digest }).toEqual(before);
      const [verified] = await verifyViews(engine.projections, [viewOf(engine.projections, name)]);
      expect(verified?.equal).toBe(true);
    },
  );

  it('was nothing before it was raised, and is all of it after the release', async () => {
    const at = async (name: string, index: number) =>
      [
        ...(await asOf(engine.projections, viewOf(engine.projections, name), { index })).keys(),
      ].filter((key) => key.startsWith('late')).length;
    expect(await at('public_case', raised - 1)).toBe(0);
    expect(await at('timeline_entry', raised - 1)).toBe(0);
    expect(await at('timeline_entry', raised)).toBe(1);
    expect(await at('timeline_entry', raised + 1)).toBe(9);
    expect(await at('public_case', raised + 1)).toBe(1);
  });

  it('asks the log for what is released where it does not stand on the same page, and only then', async () => {
    const reads: string[] = [];
    const store = through(engine.store, {
      readStream: (stream, from) => {
        if (stream !== 'log') reads.push(`${stream} ${String(from)}`);
        return engine.store.readStream(stream, from);
      },
    });
    const more = runner(engine, { store });
    const view = viewOf(engine.projections, 'disclosure');
    const whole = await asOf(more, view, { index: raised + 1 });
    expect(reads).toEqual([]);
    // The same with a page for each event.
    const single = through(store, { readAll: (after) => engine.store.readAll(after, 1) });
    const { withReleased } = await import('../../libs/platform/projections/src/released.js');
    const [release] = await single.readAll(String(raised), 1);
    if (release?.type !== releaseType) throw new Error('no release');
    const recorded = engine.projections.read(release);
    const page = [{ ...release, recorded }];
    const [read] = await withReleased(page, [release], single, engine.projections.read);
    expect(reads).toEqual([`${release.stream} 0`]);
    expect(read?.released?.map(({ presentation }) => presentation)).toEqual(
      [...whole.values()]
        .map((row) => row as DisclosureRow)
        .filter(({ ref, index }) => ref === 'late' && index < raised)
        .map(({ presentation }) => presentation),
    );
  });

  it('shows of a released event what is open, and proves it against the leaf', async () => {
    const late = (await timeline('late')).slice(2);
    expect(late).toHaveLength(7);
    const [release] = await timeline('late').then((all) => all.filter(({ n }) => n === 2));
    const opened = await disclosures();
    for (const { index, type, leafHash } of late) {
      const { entry, texts } = splitPresentation(opened.get(index) ?? '');
      verifyLeafSignature(entry, engine.installation.sealingKeys);
      const { leaf, windows }: Opened = openLeaf(entry, texts);
      expect(leaf.vis).toBe('sealed');
      expect(windows.get('/type')).toBe(`${type}@1`);
      const allowed = engine.catalogue.openFields(type).map((name) => `/data/${name}`);
      for (const path of windows.keys()) expect(['', '/type', '/data', ...allowed]).toContain(path);
      expect(windows.has('/data/case')).toBe(true);
      expect(leafHash).not.toBe(release?.leafHash);
    }
    expect(opened.get(release?.index ?? -1)).toContain('~');
  });

  it('lets out no sealed word, and the words are there to be let out', async () => {
    const shown = [
      ...(await rowsOf(engine.projections, 'public.timeline_entry')),
      ...(await rowsOf(engine.projections, 'public.public_case')),
    ];
    const opened = [...(await disclosures()).values()];
    const decoded = opened.flatMap((presentation) => splitPresentation(presentation).texts);
    expect(JSON.stringify(shown) + decoded.join()).not.toContain(canary);
    // With the keys the canary is found in each of these events; and a canary in an open field would be found in a row.
    let found = 0;
    for (const stored of await engine.store.readAll(null, 100)) {
      const opened = openStored(stored, await engine.vault.keys(kidsOf(stored)));
      if (JSON.stringify([...opened.windows]).includes(canary)) found += 1;
      expect(stored.body).not.toContain(canary);
    }
    expect(found).toBe(3 * 6 + 1);
    expect(decoded.join()).toContain('A hearing');
  });

  it('counts sealed actions from the least of its band on', async () => {
    for (let i = 0; i < 12; i += 1) await take(engine, action('never', `more-${String(i)}`));
    await take(engine, publicity('never', 'raise-never', 'public'));
    await take(engine, action('never', 'after'));
    clock.at += 86_400_000;
    await toTheEnd(engine.projections);
    const { generation } = await live(engine.projections, 'sealed_band');
    const { version } = viewOf(engine.projections, 'sealed_band').view;
    const bands = await rowsOf<SealedBandRow>(
      engine.projections,
      `public.sealed_band_v${String(version)}_g${String(generation)}`,
    );
    expect(bands).toEqual([
      { key: 'late', actions: 0, band: 'under-10' },
      { key: 'never', actions: 11, band: '10-19' },
      { key: 'open', actions: 1, band: 'under-10' },
    ]);
  });

  it('is withdrawn with its title and comes back, with what happened meanwhile', async () => {
    await take(engine, publicity('late', 'lower', 'counted'));
    await toTheEnd(engine.projections);
    const [lowered] = await rows<PublicCaseRow>('public_case', 'late');
    expect(lowered).toMatchObject({
      title: both('', ''),
      withdrawnOn: '2026-03-05',
      withdrawnFor: 'protection_of_a_person',
      entries: 10,
    });
    expect(lowered).not.toHaveProperty('keptTitle');
    expect((await timeline('late')).at(-1)).toMatchObject({ n: 10, kind: 'publicity' });
    const file = async () =>
      (await rowsOf<Row>(engine.projections, 'panel.case_file')).find(({ key }) => key === 'late');
    const tomorrow = dayIn('Asia/Shanghai', clock.at + 86_400_000);
    expect(await file()).toMatchObject({ publicity: 'counted', loweringConfirmBy: tomorrow });
    await take(
      engine,
      new Resume({ case: 'late', reason: canary, on: '2026-03-06' }, meta('meanwhile')),
    );
    await toTheEnd(engine.projections);
    expect(await timeline('late')).toHaveLength(10);
    expect((await rows<PublicCaseRow>('public_case', 'late'))[0]?.paused).not.toBe(null);
    await take(engine, publicity('late', 'raise-again', 'public'));
    await toTheEnd(engine.projections);
    expect(await rows<PublicCaseRow>('public_case', 'late')).toMatchObject([
      {
        title: both('一', 'Case late'),
        withdrawnOn: null,
        withdrawnFor: null,
        paused: null,
        entries: 13,
      },
    ]);
    expect((await timeline('late')).slice(-3).map(({ kind }) => kind)).toEqual([
      'publicity',
      'release',
      'pause',
    ]);
    expect(await file()).toMatchObject({ publicity: 'public', loweringConfirmBy: null });
  });

  it('comes in whole or not at all where the fold of a released event fails', async () => {
    let fails = true;
    const view = counting('whole', 'public', {
      stage: (row, { event, index }) => {
        if (fails && index < raised && event.data.case === 'late') throw new Error('not now');
        return row && { ...row, events: row.events + 1 };
      },
    });
    const more = runner(engine, { views: [view] });
    const { ensureViews } = await import('#projections');
    await ensureViews(more);
    await more.advance();
    const stopped = await live(more, 'whole');
    expect(Number(stopped.position)).toBe(raised);
    fails = false;
    await more.parts.pool.query(
      `update log.projection set stopped_at = null, stopped_reason = null, status = 'live' where name = 'whole'`,
    );
    await toTheEnd(more);
    const seen = await rowsOf<{ key: string; events: number }>(more, 'public.whole');
    const [fresh] = await verifyViews(more, [view]);
    expect(fresh?.equal).toBe(true);
    expect(seen.map(({ key }) => key)).toEqual(['late', 'never', 'open']);
  });
});

describe('a case with many steps that is made public', () => {
  it('releases them by several events, each small', async () => {
    const installation = await newInstallation();
    const { engine } = installation;
    try {
      await take(engine, opening('big', undefined, 'counted'));
      for (let i = 0; i < 120; i += 1) {
        await take(engine, stage('big', `s-${String(i)}`, i % 2 ? 'triage' : 'planning', canary));
      }
      const { events } = await take(engine, publicity('big', 'raise', 'public'));
      expect(events).toBeGreaterThan(2);
      // Another process reads the whole history first, and writes on.
      const other = await installation.another();
      await take(other, stage('big', 'last', 'planning', canary));
      const { size } = await checkLog(engine);
      await toTheEnd(engine.projections);
      const entries = await rowsOf<TimelineEntryRow>(engine.projections, 'public.timeline_entry');
      const numbers = entries.map(({ n }) => n).sort((a, b) => a - b);
      expect(numbers).toEqual(Array.from({ length: 121 + 1 + events }, (_, i) => i + 1));
      expect(new Set(entries.map(({ index }) => index)).size).toBe(entries.length);
      expect(size).toBe(entries.length + 1);
      // The same command again: the recorded answer, and nothing written.
      expect((await take(other, publicity('big', 'raise', 'public'))).events).toBe(0);
    } finally {
      await installation.close();
    }
  });
});
