import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { caseFiles, stateText, stateViews, type PublicRows } from '#cases/process';
import { AppointMember, committee } from '#committee/process';
import { SetPublicity } from '#investigation/process';
import type { Row } from '#kernel';
import { asOf, readCheckpoints } from '#projections';
import { logFolderOf } from '#sealer';
import { openLeaf, splitPresentation } from '#sealing/verify';
import {
  decodeBundle,
  encodeBundle,
  leafHash,
  openCheckpoint,
  parsePolicy,
  parseProof,
  parseVerifierKey,
  tilePath,
  TileWriter,
  tileWidth,
  entriesPath,
  TreeRoot,
  verifierKey,
  verifyProof,
} from '#tlog';
import { exportBundle } from '../../apps/daylight/src/export/export-bundle.js';
import { PageErrors } from '../../apps/feed/src/errors.filter.js';
import { feedModule } from '../../apps/feed/src/feed.module.js';
import { action, opening, stage, take } from '../decisions/case.js';
import { checkLog } from '../language/check-log.js';
import { everyRole, newInstallation, type TestInstallation } from '../language/installation.js';
import { findCanaries, type Served } from '../language/leak-search.js';
import { viewOf } from '../projections/views.js';

const sealed = 'CANARYofSealedWords';
const meta = (commandId: string) => ({ actor: everyRole, commandId });
const publicity = (ref: string, id: string, level: 'public' | 'counted') =>
  new SetPublicity(
    {
      ...{ case: ref, level, reason: sealed, on: '2026-03-05' },
      reasonClass: level === 'public' ? 'already_publicly_known' : 'protection_of_a_person',
      ...(level === 'public' && { affected: 'agreed', respondent: 'told' }),
    },
    meta(id),
  );

interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
}

let installation: TestInstallation;
let app: NestExpressApplication;
let address: string;
const served: Served[] = [];
const errors: unknown[] = [];
const report = (error: unknown) => {
  errors.push(error);
  return 'test';
};

/** Sends the path as it is: `fetch` would tidy it up first. */
async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const asked = request(address, { path, headers, method, agent: false });
  asked.end();
  const [response] = await once(asked, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  served.push({ name: path, bytes });
  const { statusCode, headers: told } = response;
  return { status: statusCode, headers: told, bytes, text: bytes.toString('utf8') } as Got;
}
const json = async (path: string) => JSON.parse((await get(path)).text);
const publish = () => installation.engine.sealer(() => undefined).once();
const advance = async () => {
  while (await installation.engine.projections.advance());
};
/** The entries of the published log, whose root is that of the checkpoint. */
async function published() {
  const { engine } = installation;
  const key = parseVerifierKey(verifierKey(engine.installation.origin, engine.keys.log.publicKey));
  const { note, size, root } = openCheckpoint((await get('/log/checkpoint')).text, key);
  const leaves = (await engine.store.readLeaves(null, size)).map(({ leaf }) => leaf);
  return { note, size, root, leaves, policy: parsePolicy((await get('/log/policy')).text) };
}
const lines = async (file: number) =>
  (await get(`/timeline/disclosures/${String(file)}.jsonl`)).text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const textsOf = ({ sd }: { sd: string[] }) =>
  sd.map((text) => Buffer.from(text, 'base64url').toString('utf8'));

beforeAll(async () => {
  installation = await newInstallation(undefined, { horizon: 'published' });
  const { databases, dataDir } = installation;
  app = await NestFactory.create<NestExpressApplication>(
    feedModule(
      {
        ...{ database: databases.main.feed, dataDir, origin: 'test.example/log' },
        ...{ zone: 'Asia/Shanghai', publicUrl: 'http://localhost:3000', year: '2026' },
        ...{ demo: false, version: '0.1.0', host: '', port: 0, logLevel: 'info' },
      },
      report,
    ),
    { logger: false },
  );
  app.useGlobalFilters(new PageErrors(report));
  app.set('query parser', 'simple');
  await app.listen(0, '127.0.0.1');
  address = await app.getUrl();
}, 60_000);
afterAll(async () => {
  await app.close();
  await checkLog(installation.engine);
  await installation.close();
});

describe('before the first checkpoint', () => {
  it.each([
    '/log/checkpoint',
    '/log/tile/0/000.p/1',
    '/timeline/state.json',
    '/timeline/entries/0.tlog-proof',
    '/timeline/disclosures/0.jsonl',
  ])('%s says that there is none yet', async (path) => {
    const { status, text, headers } = await get(path);
    expect(status).toBe(404);
    expect(JSON.parse(text)).toEqual({
      errors: [
        {
          message:
            'No checkpoint of this log has been published yet. Ask again after the first one.',
          extensions: { code: 'NOT_FOUND' },
        },
      ],
    });
    expect(headers['cache-control']).toBe('no-store');
  });

  it('the health answer says so too', async () => {
    expect((await json('/readyz')).checks.log).toEqual({ size: 0, publishedAt: null });
  });
});

describe('the published log', () => {
  let first: number;

  beforeAll(async () => {
    const { engine } = installation;
    for (const [ref, level] of [
      ['seen', 'public'],
      ['gone', 'public'],
      ['late', 'counted'],
      ['kept', 'counted'],
    ] as const) {
      await take(engine, opening(ref, `open-${ref}`, level));
      await take(engine, stage(ref, `${ref}-1`, 'acknowledged', sealed));
      await take(engine, action(ref, `${ref}-2`, sealed));
    }
    const lin = { name: '林一', person: '11111111-1111-5111-8111-111111111111' };
    await engine.decisions.take(
      committee,
      new AppointMember(
        { case: 'seen', member: lin, role: 'chair', constituency: 'legal', on: '2026-03-05' },
        meta('appoint'),
      ),
    );
    await publish();
    await advance();
    ({ size: first } = await published());
    for (let i = 0; i < 260; i += 1)
      await take(engine, action('kept', `more-${String(i)}`, sealed));
    await take(engine, publicity('late', 'raise', 'public'));
    await take(engine, publicity('gone', 'lower', 'counted'));
    await publish();
    await advance();
    // Recorded, and not published.
    await take(engine, stage('seen', 'seen-last', 'triage', sealed));
    await advance();
  }, 120_000);

  it('is served at the newest checkpoint, signed, with its root as ETag', async () => {
    const { headers } = await get('/log/checkpoint');
    const { root, size, note, leaves } = await published();
    expect(size).toBe(first + 260 + 2 + 1);
    expect(headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'public, max-age=5',
      etag: `"${root.toString('base64')}"`,
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    });
    expect(headers['set-cookie']).toBeUndefined();
    const tree = new TreeRoot();
    for (const leaf of leaves) tree.append(leafHash(leaf));
    expect(tree.root().equals(root)).toBe(true);
    const again = await get('/log/checkpoint', { 'if-none-match': headers.etag ?? '' });
    expect([again.status, again.text]).toEqual([304, '']);
    const old = await get(`/log/checkpoints/${String(first)}`);
    expect(old.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(old.text.split('\n')[1]).toBe(String(first));
    expect((await get(`/log/checkpoints/${String(size)}`)).text).toBe(note);
    expect((await get(`/log/policy`)).headers['cache-control']).toBe('public, max-age=300');
    const head = await get('/log/checkpoint', {}, 'HEAD');
    expect([head.status, head.text, head.headers.etag]).toEqual([200, '', headers.etag]);
  });

  it('has every tile, at every width, and none that is wider', async () => {
    const { size, leaves } = await published();
    const writer = await TileWriter.at(0, () => Promise.resolve(new Uint8Array()));
    const full = leaves.flatMap((leaf) => writer.append(leafHash(leaf)));
    for (const { level, index, width, bytes } of [...full, ...writer.partial()])
      for (let w = 1; w <= tileWidth; w += 1) {
        const got = await get(`/log/${tilePath(level, index, w)}`);
        expect([w, got.status]).toEqual([w, w <= width ? 200 : 404]);
        if (w <= width) expect(got.bytes.equals(bytes.subarray(0, w * 32))).toBe(true);
      }
    const { headers } = await get('/log/tile/0/000');
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '8192',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    for (const path of [tilePath(0, 2), tilePath(1, 1, 1), tilePath(2, 0, 1), tilePath(63, 0, 1)])
      expect((await get(`/log/${path}`)).status).toBe(404);
    expect(size).toBeGreaterThan(tileWidth);
  }, 60_000);

  it('has every bundle of entries, at every width, and none that is wider', async () => {
    const { size, leaves } = await published();
    for (const [index, width] of [
      [0, tileWidth],
      [1, size - tileWidth],
    ] as const)
      for (const w of [1, 2, 13, width - 1, width, width + 1].filter((n) => n <= tileWidth)) {
        const got = await get(`/log/${entriesPath(index, w)}`);
        expect([w, got.status]).toEqual([w, w <= width ? 200 : 404]);
        if (w > width) continue;
        const entries = leaves.slice(index * tileWidth, index * tileWidth + w);
        expect(decodeBundle(got.bytes)).toEqual(entries);
        expect(got.bytes.equals(encodeBundle(entries))).toBe(true);
      }
    const plain = await get('/log/tile/entries/000');
    expect(plain.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      vary: 'Accept-Encoding',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect(plain.headers['content-encoding']).toBeUndefined();
    const gzipped = await get('/log/tile/entries/000', { 'accept-encoding': 'gzip, br' });
    expect(gzipped.headers['content-encoding']).toBe('gzip');
    expect(gzipped.bytes.length).toBeLessThan(plain.bytes.length);
    const whole = await fetch(`${address}/log/tile/entries/000`);
    expect(Buffer.from(await whole.arrayBuffer()).equals(plain.bytes)).toBe(true);
  });

  it('has schemas where they are', async () => {
    const hash = 'ab'.repeat(32);
    expect((await get(`/log/schemas/${hash}`)).status).toBe(404);
    const folder = join(logFolderOf(installation.dataDir), 'schemas');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, hash), '{"a":1}');
    const { text, headers } = await get(`/log/schemas/${hash}`);
    expect(text).toBe('{"a":1}');
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });

  it('is nowhere else', async () => {
    const { size } = await published();
    const beyond = String(size);
    // Signed, not published: as a sealer leaves it that is killed in between.
    await writeFile(join(logFolderOf(installation.dataDir), 'checkpoints', `${beyond}9`), 'x\n');
    for (const path of [
      ...['/log/tile/0/000.p/0', '/log/tile/0/x00/1', '/log/tile/0/000/', '/log/tile/0/000.p/256'],
      ...['/log/tile/0/000.p/', '/log/tile/0/0', '/log/tile/00/000', '/log/tile/64/000'],
      ...[
        '/log/tile/0/../../policy',
        '/log/tile/0/%2e%2e/policy',
        '/log/..%2fkeys',
        '/log/../keys',
      ],
      ...['/log/tile/0/x999/x999/x999/x999/x999/999', '/log/tile/entries/x999/999.p/1'],
      ...['/log/tile/entries/000.p/01', '/log/tile/entries', '/log/tile', '/log/', '/log'],
      ...['/LOG/checkpoint', '/log/Checkpoint', '/log/checkpoint/', '/log//checkpoint'],
      ...[
        '/log/checkpoint%00',
        '/log/%zz',
        '/log/checkpoints/',
        '/log/checkpoints/0',
        '/log/checkpoints/01',
      ],
      ...[`/log/checkpoints/${beyond}9`, '/log/checkpoints/9007199254740993', '/log/schemas/x'],
      ...['/log/schemas/..%2f..%2fpolicy', '/log/policy/', '/log/feed.json', '/log/cases/seen'],
      ...[
        `/log/tile/entries/001.p/${String(size - 255)}`,
        `/log/tile/0/001.p/${String(size - 255)}`,
      ],
      ...[`/timeline/entries/${beyond}.tlog-proof`, `/timeline/entries/${beyond}.sd-jwt`],
      ...['/timeline/entries/00.sd-jwt', '/timeline/entries/-1.sd-jwt', '/timeline/entries/1'],
      ...['/timeline/entries/99999999999999999999.tlog-proof', '/timeline/entries/1.sd-jwt/'],
      ...['/timeline/disclosures/2.jsonl', '/timeline/disclosures/00.jsonl', '/timeline/state'],
      ...['/timeline/cases/kept.json', '/timeline/cases/never.json', '/timeline/cases/..json'],
      ...['/TIMELINE/state.json', '/timeline/cases/seen', '/timeline/', '/timeline/state.json/'],
    ]) {
      const { status, headers } = await get(path);
      expect([path, status]).toEqual([path, 404]);
      expect(headers['cache-control']).toBe('no-store');
    }
    const told = ({ text, headers: { date: _, ...headers } }: Got) => ({ text, headers });
    expect(told(await get('/timeline/cases/kept.json'))).toEqual(
      told(await get('/timeline/cases/never.json')),
    );
  });

  it('proves every leaf, opened where anyone may open it', async () => {
    const { size, leaves, policy } = await published();
    const open = new Map<number, { sd?: string[] }>();
    for (const line of [...(await lines(0)), ...(await lines(1))]) open.set(line.i, line);
    const some = [...leaves.keys()].filter((i) => i < 20 || i > size - 8);
    for (const index of some) {
      const path = `/timeline/entries/${String(index)}`;
      const proof = await get(`${path}.tlog-proof`);
      const leaf = leaves[index] ?? '';
      const verified = verifyProof(proof.text, leaf, policy);
      expect([verified.index, verified.checkpoint.size]).toEqual([index, size]);
      expect(proof.headers).toMatchObject({
        'content-type': 'text/plain; charset=utf-8',
        'cache-control': 'no-cache',
      });
      const jwt = await get(`${path}.sd-jwt`);
      const sd = open.get(index)?.sd;
      if (sd === undefined) {
        expect(verified.extra).toBeUndefined();
        expect(jwt.status).toBe(open.has(index) ? 410 : 404);
        continue;
      }
      expect(verified.extra).toBe(`${leaf}~${sd.join('~')}~`);
      expect(jwt.text).toBe(verified.extra);
      expect(jwt.headers['content-type']).toBe('application/sd-jwt');
      const again = await get(`${path}.sd-jwt`, { 'if-none-match': jwt.headers.etag ?? '' });
      expect(again.status).toBe(304);
      served.push({ name: path, bytes: Buffer.from(parseProof(proof.text).extra ?? '') });
      const { entry, texts } = splitPresentation(jwt.text);
      served.push({ name: `${path}, opened`, bytes: Buffer.from(texts.join('\n')) });
      expect(openLeaf(entry, texts).windows.has('/type')).toBe(true);
    }
  }, 60_000);

  it('discloses every public leaf, those of the log too, and those that a release shows', async () => {
    const { leaves, size } = await published();
    const all = [...(await lines(0)), ...(await lines(1))];
    expect(all.map(({ i }) => i)).toEqual(all.map(({ i }) => i).toSorted((a, b) => a - b));
    const open = new Map<number, { sd?: string[]; why?: string }>(
      all.map((line) => [line.i, line]),
    );
    const types = new Set<unknown>();
    for (const [index, leaf] of leaves.entries()) {
      const line = open.get(index);
      const { vis } = openLeaf(leaf, []).leaf;
      if (vis === 'public') expect([index, line !== undefined]).toEqual([index, true]);
      if (!line?.sd) continue;
      const { windows } = openLeaf(leaf, textsOf({ sd: line.sd }));
      types.add(`${vis} ${windows.get('/type') as string}`);
    }
    expect(Math.max(...open.keys())).toBeLessThan(size);
    expect([...types].sort()).toEqual([
      'public committee.MemberAppointed@1',
      'public disclosure.DisclosureReleased@1',
      'public investigation.CasePublicitySet@1',
      'public investigation.InvestigationOpened@1',
      'public investigation.StageEntered@1',
      'public log.LogOpened@1',
      'sealed investigation.InvestigationOpened@1',
      'sealed investigation.StageEntered@1',
    ]);
    const { headers } = await get('/timeline/disclosures/0.jsonl');
    expect(headers).toMatchObject({
      'content-type': 'application/jsonl; charset=utf-8',
      'cache-control': 'no-cache',
    });
  });

  it('says of a case that was taken back by which leaf, and shows that leaf', async () => {
    const { size, leaves } = await published();
    const by = size - 1;
    const withdrawn = (await lines(0)).filter(({ why }) => why === 'withdrawn');
    expect(withdrawn.map((line) => line.by)).toEqual([by, by]);
    expect((await lines(1)).at(-1)).toHaveProperty('sd');
    const [{ i }] = withdrawn;
    const jwt = await get(`/timeline/entries/${String(i)}.sd-jwt`);
    expect([jwt.status, JSON.parse(jwt.text)]).toEqual([410, { why: 'withdrawn', by }]);
    const file = await get('/timeline/cases/gone.json');
    expect([file.status, JSON.parse(file.text)]).toEqual([410, { why: 'withdrawn', by }]);
    expect(openLeaf(leaves[i] ?? '', []).leaf.vis).toBe('public');
    expect(
      (await json('/timeline/state.json')).cases.map(({ ref }: Row & { ref: string }) => ref),
    ).toEqual(['late', 'seen']);
  });

  it('has the state that anyone folds from the log, at the size that it names', async () => {
    const { engine } = installation;
    const { size, root } = await published();
    const state = await get('/timeline/state.json');
    expect(state.headers['cache-control']).toBe('public, max-age=30');
    const folded = new Map<string, ReadonlyMap<string, Row>>();
    for (const name of stateViews)
      folded.set(
        name,
        await asOf(engine.projections, viewOf(engine.projections, name), { index: size - 1 }),
      );
    const rows: PublicRows = {
      async *rows<R extends Row>(view: string, from: string, before: string | null) {
        for (const [key, row] of folded.get(view) ?? [])
          if (key >= from && (before === null || key < before))
            yield await Promise.resolve(row as R);
      },
      byKeys: () => Promise.reject(new Error('not asked')),
    };
    const cases: { ref: string; sha256: string }[] = [];
    for await (const { ref, text } of caseFiles(rows)) {
      cases.push({ ref, sha256: createHash('sha256').update(text).digest('hex') });
      const file = await get(`/timeline/cases/${ref}.json`);
      expect(file.text).toBe(text);
      expect(file.headers['content-type']).toBe('application/json; charset=utf-8');
    }
    const head = { origin: 'test.example/log', size, root: root.toString('base64') };
    expect(state.text).toBe(stateText(head, cases));
    const { members, entries, stage: reached } = await json('/timeline/cases/seen.json');
    expect(members).toEqual([
      expect.objectContaining({ name: '林一', role: 'chair', seat: 'legal', to: null }),
    ]);
    expect(entries.map(({ n }: { n: number }) => n)).toEqual([1, 2, 3]);
    // What is recorded and not published is not in it.
    expect(reached).toBe('acknowledged');
  });

  it('is where the feeds, the health answer and GraphQL say that they stand', async () => {
    const { size, root } = await published();
    const { checks } = await json('/readyz');
    expect(checks.log).toEqual({ size, publishedAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) });
    expect(checks.views).toMatchObject({ ok: true, lag: 0 });
    const query =
      '{ investigation(ref: "seen") { asOf { index checkpoint } timeline { nodes { n index publishedAt proofUrl } } } }';
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const { data } = JSON.parse(await response.text());
    const { asOf: stands, timeline } = data.investigation;
    expect(stands).toEqual({ index: size - 1, checkpoint: root.toString('base64') });
    const publishedAt = (await json('/en/cases/seen/feed.json')).items.map(
      (item: { date_published: string }) => item.date_published,
    );
    for (const [at, node] of timeline.nodes.entries()) {
      expect(node.publishedAt).toBe(publishedAt[at]);
      const path = new URL(node.proofUrl).pathname;
      expect((await get(path)).status).toBe(200);
    }
    const late = (await json('/cases/late/feed.json')).items.find(
      ({ tags }: { tags: string[] }) => tags[0] === 'release',
    );
    expect(late._daylight).toMatchObject({ size, root: root.toString('base64') });
    expect(late.date_published).toBe(checks.log.publishedAt);
    // What the release shows was sealed under an earlier checkpoint, and is public since this one.
    const released = (await json('/cases/late/feed.json')).items;
    expect(released.length).toBeGreaterThan(1);
    for (const item of released) expect(item.date_published).toBe(checks.log.publishedAt);
    const [seen] = (await json('/cases/seen/feed.json')).items;
    expect(seen._daylight.size).toBe(first);
    expect(seen.date_published < checks.log.publishedAt).toBe(true);
  });

  it('says nothing for a moment rather than two sizes at once', async () => {
    const { engine } = installation;
    const { size } = await published();
    const [entry] = (await readCheckpoints(engine.pool)).filter(
      ({ name, live }) => live && name === 'timeline_entry',
    );
    const move = (to: string) =>
      engine.pool.query(
        `update log.projection set position = $1 where name = 'timeline_entry' and live`,
        [to],
      );
    await move(String(size - 2));
    try {
      const refused = await get('/timeline/cases/seen.json');
      expect([refused.status, refused.headers['retry-after']]).toEqual([503, '1']);
      expect(JSON.parse(refused.text).errors[0].extensions.code).toBe('STALE_READ');
      // All at an earlier checkpoint would be one size again.
      const waiting = get('/timeline/state.json');
      setTimeout(() => void move(entry?.position ?? ''), 200);
      expect(JSON.parse((await waiting).text).size).toBe(size);
    } finally {
      await move(entry?.position ?? '');
    }
  });

  it('waits for the openings of what was published just now', async () => {
    const { size } = await published();
    await publish();
    const newest = (await published()).size;
    expect(newest).toBe(size + 1);
    // The views still stand at the checkpoint before.
    expect((await json('/timeline/state.json')).size).toBe(size);
    const waiting = get(`/timeline/entries/${String(size)}.sd-jwt`);
    expect((await get('/timeline/disclosures/1.jsonl')).status).toBe(503);
    expect((await waiting).status).toBe(503);
    await advance();
    expect((await get(`/timeline/entries/${String(size)}.sd-jwt`)).status).toBe(200);
    expect((await json('/timeline/state.json')).size).toBe(newest);
  });

  describe('when a case is taken back and no checkpoint says so yet', () => {
    const record = async (command: Parameters<typeof take>[1]) => {
      await take(installation.engine, command);
      await advance();
      return (await installation.engine.store.readLeaves(null, 1000)).length - 1;
    };
    const pages = ['/en/cases/seen', '/zh/cases/seen/entries/1', '/en/cases/seen/committee'];
    const feeds = ['/cases/seen/feed.json', '/en/cases/seen/feed.atom', '/cases/seen/events'];
    const everyone = ['/en', '/zh', '/feed.json', '/en/feed.atom'];
    let by = 0;
    let first = 0;

    it('is shown no more from that moment on', async () => {
      const { size: before } = await published();
      expect((await get('/en/cases/seen')).text).toContain('Case seen');
      first = (await lines(0)).find((line) => textsOf(line).join('').includes('Case seen')).i;
      const from = served.length;
      by = await record(publicity('seen', 'taken-back', 'counted'));
      expect((await published()).size).toBe(before);
      expect(by).toBeGreaterThanOrEqual(before);
      for (const path of [...pages, ...feeds]) {
        const { status, headers } = await get(path);
        expect([path, status, headers['cache-control']]).toEqual([path, 410, 'no-store']);
      }
      for (const path of everyone) expect([path, (await get(path)).status]).toEqual([path, 200]);
      const response = await fetch(`${address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          query: '{ investigation(ref: "seen") { ref } investigations { nodes { ref } } }',
        }),
      });
      const { data } = JSON.parse(await response.text());
      expect(data.investigation).toBeNull();
      expect(data.investigations.nodes).not.toContainEqual({ ref: 'seen' });
      expect(findCanaries(served.slice(from), ['Case seen'])).toEqual([]);
    });

    it('is opened no more, and still proved', async () => {
      const from = served.length;
      const jwt = await get(`/timeline/entries/${String(first)}.sd-jwt`);
      expect([jwt.status, JSON.parse(jwt.text)]).toEqual([410, { why: 'withdrawn', by }]);
      const { leaves, policy } = await published();
      const { text } = await get(`/timeline/entries/${String(first)}.tlog-proof`);
      expect(verifyProof(text, leaves[first] ?? '', policy).extra).toBeUndefined();
      const file = await get('/timeline/cases/seen.json');
      expect([file.status, JSON.parse(file.text)]).toEqual([410, { why: 'withdrawn', by }]);
      // As of the published size it would have to be open: then rather nothing.
      const closed = await get('/timeline/disclosures/0.jsonl');
      expect([closed.status, closed.headers['retry-after']]).toEqual([503, '1']);
      expect((await get('/timeline/state.json')).status).toBe(503);
      const folder = join(installation.dataDir, 'bundle');
      await expect(exportBundle(installation.engine, folder, null)).rejects.toThrow(
        'A case was taken back, and no checkpoint is published yet that says so',
      );
      expect(existsSync(folder)).toBe(false);
      expect(findCanaries(served.slice(from), ['Case seen'])).toEqual([]);
    });

    it('leaves no word of a case that nobody had seen', async () => {
      await record(opening('brief', 'open-brief', 'public'));
      await record(publicity('brief', 'brief-back', 'counted'));
      for (const path of [
        '/en/cases/brief',
        '/cases/brief/feed.json',
        '/timeline/cases/brief.json',
      ])
        expect([path, (await get(path)).status]).toEqual([path, 404]);
    });

    it('would be shown on, if that were not read beside what is published', async () => {
      const { pool } = installation.engine;
      const { rows } = await pool.query(`select * from public.withdrawn_case where key = 'seen'`);
      await pool.query(`delete from public.withdrawn_case where key = 'seen'`);
      try {
        expect((await get('/en/cases/seen')).status).toBe(200);
      } finally {
        await pool.query(
          `insert into public.withdrawn_case (key, "on", reason, index) select key, "on", reason, index from jsonb_to_recordset($1) as r (key text, "on" text, reason text, index int)`,
          [JSON.stringify(rows)],
        );
      }
      expect((await get('/en/cases/seen')).status).toBe(410);
    });

    it('is no more to be relied on once that view has stopped: readyz says so', async () => {
      const { pool } = installation.engine;
      const stop = (at: string | null) =>
        pool.query(
          `update log.projection set stopped_at = $1 where name = 'withdrawn_case' and live`,
          [at],
        );
      expect((await get('/readyz')).status).toBe(200);
      await stop('0');
      try {
        const { status, text } = await get('/readyz');
        expect([status, JSON.parse(text).checks.views.stopped]).toEqual([
          503,
          [{ name: 'withdrawn_case' }],
        ]);
      } finally {
        await stop(null);
      }
    });

    it('is said by the log with the next checkpoint', async () => {
      await publish();
      await advance();
      const { size } = await published();
      expect(size).toBeGreaterThan(by);
      const own = (await lines(0)).filter((line) => line.by === by);
      expect(own.length).toBeGreaterThan(0);
      expect((await json('/timeline/state.json')).cases).not.toContainEqual(
        expect.objectContaining({ ref: 'seen' }),
      );
      expect((await get('/en/cases/seen')).status).toBe(410);
    });
  });

  it('holds no sealed word, and nothing failed on the way', () => {
    expect(served.length).toBeGreaterThan(500);
    expect(findCanaries(served, [sealed, 'Case kept', 'Case gone'])).toEqual([]);
    expect(findCanaries(served, ['Case late']).length).toBeGreaterThan(0);
    expect(errors).toEqual([]);
  });
});
