import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ActionRecorded,
  InvestigationOpened,
  investigationEvents,
  PublicationPolicySet,
  PublicDocumentEntered,
  StageEntered,
} from '#investigation/process';
import {
  afterPublishing,
  Catalogue,
  LogOpened,
  narrate,
  publish,
  unpublished,
  type AnyEvent,
  type Publication,
} from '#kernel';
import {
  kidsOf,
  openedData,
  openLeaf,
  openStored,
  presentationOf,
  seal,
  splitPresentation,
  verifyLeafSignature,
  type Keyring,
} from '#sealing';
import { leafHash } from '#tlog';
import { eventIdOf } from '#vault';
import { now } from '../language/given.js';
import { bo, jwkOf, keyNamed, mei, seededRandom, testSigner } from '../language/sealing.js';

/** One event of every type, byte for byte. Written only with GOLDEN=write; a difference is a change of the format. */
interface Golden {
  readonly type: string;
  readonly eventId: string;
  readonly leaf: string;
  readonly body: string;
  readonly presentation: string;
}

const file = join(process.cwd(), 'test/golden/log.json');
const signer = testSigner();
const catalogue = new Catalogue([LogOpened, ...investigationEvents]);
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const ref = '2026-001';
const stream = 'case-44444444-4444-8444-8444-444444444444';
const words = (zh: string, en: string) => ({ zh, en });

const events: readonly AnyEvent[] = [
  LogOpened({
    format: 1,
    origin: signer.origin,
    zone: 'Asia/Shanghai',
    on: '2026-03-02',
    logKey: 'test.example/log+00000000+AQ==',
    sealingKeys: [jwkOf(signer) as { kty: string; crv: string; x: string; kid: string }],
    redactionHash: hash('redaction'),
    schemasHash: hash('schemas'),
    viewsHash: hash('views'),
    software: 'daylight golden',
    sealWindow: signer.window,
    witnesses: 'none',
  }),
  InvestigationOpened({
    case: ref,
    title: words('一起案件', 'A case'),
    publicity: 'public',
    basis: 'panel-record',
    receivedOn: '2026-03-02',
    precision: 'day',
    receivedAt: '2026-03-02T01:00:00.000Z',
  }),
  PublicationPolicySet({
    case: ref,
    on: '2026-03-02',
    kinds: [{ name: 'interview', words: words('访谈', 'Interview') }],
    roles: [],
  }),
  ActionRecorded({
    case: ref,
    on: '2026-03-02',
    precision: 'day',
    shownKind: { name: 'interview', words: words('访谈', 'Interview') },
    kind: 'interview',
    actorRole: 'member',
    at: '2026-03-02T01:10:00.000Z',
    actorId: bo,
    actor: '王波',
    summary: narrate('李晓梅 was heard. She asked for a copy.', [{ name: '李晓梅', person: mei }]),
  }),
  PublicDocumentEntered({
    case: ref,
    on: '2026-03-02',
    precision: 'month',
    says: words('公开信称', 'The letter says'),
    source: words('公开信', 'Open letter'),
    excerpt: words('请公开名单。', 'Please publish the names.'),
    marks: ['privacy-of-another-person'],
    wording: narrate('Please publish the names, 王波.', [{ name: '王波', person: bo }]),
  }),
  StageEntered({ case: ref, from: 'received', to: 'acknowledged', on: '2026-03-02' }),
];

const keysOf = (holder: string): Keyring => ({
  procedure: keyNamed(`k_${holder}_procedure`),
  panel: keyNamed(`k_${holder}_panel`),
  person: (id) => keyNamed(`k_${id}`),
});

function writeLog(): Golden[] {
  const random = seededRandom('golden');
  let publication: Publication = unpublished;
  return events.map((event, i) => {
    const definition = catalogue.of(event.type);
    const names = catalogue.openFields(event.type);
    const open = Object.fromEntries(
      Object.entries(event.data).filter(([name]) => names.includes(name)),
    );
    const ofTheLog = i === 0;
    const from = ofTheLog ? unpublished : publication;
    const { vis, pub } = publish(definition, open, ofTheLog ? null : ref, from);
    const eventId = eventIdOf(signer.origin, `golden-${i}`, 0);
    const bytes = seal(
      definition,
      event,
      {
        stream: ofTheLog ? 'log' : stream,
        version: ofTheLog ? 0 : i - 1,
        eventId,
        recordedAt: now + i * 60_001,
        occurredAt: null,
        actor: { role: 'secretary', id: '66666666-6666-4666-8666-666666666666' },
        command: { id: `golden-${i}`, inputSalt: 'c2FsdA', inputDigest: hash(`input ${i}`) },
        vis,
        pub,
      },
      keysOf(ofTheLog ? 'log' : 'case'),
      signer,
      random,
    );
    if (!ofTheLog)
      publication = afterPublishing(publication, definition, open, vis, leafHash(bytes.leaf));
    const presentation = presentationOf({ ...bytes, eventId }, vis, names);
    return { type: event.type, eventId, ...bytes, presentation };
  });
}

if (process.env['GOLDEN'] === 'write' || !existsSync(file)) {
  if (process.env['GOLDEN'] !== 'write')
    throw new Error('test/golden/log.json is missing: it is written with GOLDEN=write only');
  writeFileSync(file, `${JSON.stringify(writeLog(), null, 2)}\n`);
}
const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden[];

describe('the golden log', () => {
  const written = writeLog();

  it('has one event of every type', () => {
    expect(golden.map(({ type }) => type)).toEqual(catalogue.definitions.map(({ type }) => type));
  });

  it.each(events.map(({ type }, i) => [type, i] as const))(
    '%s is written as the same bytes',
    (_type, i) => {
      const [now_, then] = [written[i], golden[i]];
      expect(now_?.eventId).toBe(then?.eventId);
      expect(now_?.leaf).toBe(then?.leaf);
      expect(now_?.body).toBe(then?.body);
      expect(now_?.presentation).toBe(then?.presentation);
    },
  );

  it.each(golden.map((stored) => [stored.type, stored] as const))(
    '%s, as it was written, is still opened and verified',
    (type, stored) => {
      verifyLeafSignature(stored.leaf, [jwkOf(signer)]);
      const { windows, lockedKids } = openStored(stored, kidsOf(stored).map(keyNamed));
      expect(lockedKids).toEqual([]);
      expect(windows.get('/type')).toBe(`${type}@1`);
      const recorded = events.find((event) => event.type === type)?.data ?? {};
      const { summary, wording, ...rest } = recorded as Record<string, never>;
      const told = [
        ['summary', summary],
        ['wording', wording],
      ].flatMap(([name, story]) =>
        story ? [[name, (story as unknown as { text: string }[]).map(({ text }) => text)]] : [],
      );
      expect(openedData(windows)).toEqual({ ...rest, ...Object.fromEntries(told) });
    },
  );

  it.each(golden.map((stored) => [stored.type, stored] as const))(
    '%s shows the public what it showed',
    (type, { presentation, leaf }) => {
      const { entry, texts } = splitPresentation(presentation);
      expect(entry).toBe(leaf);
      const { windows } = openLeaf(entry, texts);
      expect(windows.get('/type')).toBe(`${type}@1`);
      expect(windows.get('/pub')).toMatchObject({ date: '2026-03-02' });
      for (const name of Object.keys(openedData(windows)))
        expect(catalogue.openFields(type)).toContain(name);
      for (const secret of ['李晓梅', '王波', mei, bo, 'copy'])
        expect(texts.join('\n')).not.toContain(secret);
    },
  );

  it('chains the public entries of the case', () => {
    const entries = golden.slice(1).map(({ presentation }) => {
      const { entry, texts } = splitPresentation(presentation);
      return openLeaf(entry, texts).windows.get('/pub') as { n: number; prev: string | null };
    });
    expect(entries.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5]);
    expect(entries.map(({ prev }) => prev)).toEqual([
      null,
      ...golden.slice(1, -1).map(({ leaf }) => leafHash(leaf)),
    ]);
  });
});
