import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as investigation from '#investigation/process';
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

const at = { case: ref, on: '2026-03-02' } as const;
const reason = narrate('李晓梅 was heard. She asked for a copy.', [
  { name: '李晓梅', person: mei },
]);

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
  investigation.PublicityProposed({
    ...{ ...at, reasonClass: 'already_publicly_known', by: bo, reason },
  }),
  investigation.CasePublicitySet({
    ...{ ...at, level: 'public', reasonClass: 'already_publicly_known', by: bo, reason },
    ...{ affected: 'objected', sealedActions: '10-19' },
  }),
  investigation.CasePublicityConfirmed({ ...at, reason }),
  investigation.SeveritySet({ ...at, severity: 'crisis', reason }),
  investigation.TermsOfReferenceAdopted({
    ...{ ...at, version: 1, text: words('范围', 'The scope.'), hash: hash('text 1') },
  }),
  investigation.TermsOfReferenceAmended({
    ...{ ...at, version: 2, text: words('新范围', 'The new scope.'), hash: hash('text 2') },
    changes: words('扩大', 'Widened.'),
  }),
  investigation.InvestigationPaused({ ...at, reasonClass: 'police_first', reason }),
  investigation.InvestigationResumed({ ...at, reason }),
  investigation.InvestigationClosed({
    ...{ ...at, from: 'decision', outcome: 'completed', missing: ['plan'], reason },
  }),
  investigation.InvestigationReopened({ ...at, reasonClass: 'new_evidence', reason }),
  investigation.AllegationRegistered({
    ...{ case: ref, allegation: 1, respondentId: bo, respondent: '王波', words: reason },
  }),
  investigation.InvestigationPlanAdopted({ ...at, version: 1, text: reason }),
  investigation.MatterReferred({
    ...{ ...at, announced: true, shownTo: 'police', to: 'police', reason },
  }),
  investigation.InterimMeasureOrdered({
    ...{ ...at, measure: 1, kind: 'leave', reviewOn: '2026-03-16', words: reason },
  }),
  investigation.InterimMeasureReviewed({ ...at, measure: 1, reviewOn: '2026-03-30', reason }),
  investigation.InterimMeasureLifted({ ...at, measure: 1, reason }),
  investigation.InvestigationsLinked({
    ...{ case: ref, other: '2026-002', how: 'retaliation', reason },
  }),
  investigation.LegalHoldPlaced({ ...at, reason }),
  investigation.LegalHoldReleased({ ...at, reason }),
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
      publication = afterPublishing(publication, definition, open, vis, leafHash(bytes.leaf).toString('hex'));
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

/** Types whose events the public reads, as long as the case is public. */
const isShown = ({ type }: Golden) => {
  const event = events.find((one) => one.type === type);
  const entry = catalogue.of(type).entry as ((data: unknown) => unknown) | undefined;
  return event !== undefined && entry !== undefined && entry(event.data) !== null;
};
const shown = golden.filter(isShown);
const sealedOnes = golden.filter((stored) => !isShown(stored));

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
      const told = Object.entries(recorded).map(([name, value]) => [name, textsOf(value)] as const);
      expect(openedData(windows)).toEqual(Object.fromEntries(told));
    },
  );

  it.each(shown.map((stored) => [stored.type, stored] as const))(
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

  it.each(sealedOnes.map((stored) => [stored.type, stored] as const))(
    '%s shows the public nothing but its leaf',
    (_type, { presentation, leaf }) => {
      expect(splitPresentation(presentation)).toEqual({ entry: leaf, texts: [] });
    },
  );

  it('chains the public entries of the case', () => {
    const entries = shown.slice(1).map(({ presentation }) => {
      const { entry, texts } = splitPresentation(presentation);
      return openLeaf(entry, texts).windows.get('/pub') as { n: number; prev: string | null };
    });
    expect(entries.map(({ n }) => n)).toEqual(entries.map((_entry, i) => i + 1));
    expect(entries.map(({ prev }) => prev)).toEqual([
      null,
      ...shown.slice(1, -1).map(({ leaf }) => leafHash(leaf).toString('hex')),
    ]);
  });
});

/** A narrative is opened as its texts; every other value as it is. */
function textsOf(value: unknown): unknown {
  const pieces = value as { text?: unknown }[];
  return Array.isArray(value) && pieces.length > 0 && pieces.every(({ text }) => text !== undefined)
    ? pieces.map(({ text }) => text)
    : value;
}
