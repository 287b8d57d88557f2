import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  cosign,
  openCheckpoint,
  parseNote,
  parseVerifierKey,
  signNote,
  verifyCosignatures,
  type VerifierKey,
} from '#tlog';
import { flipped } from '../../../../test/language/merkle.js';
import { noteSigner } from '../../../../test/language/note-signer.js';
import { forkOf, temporaryFolder, TestLog } from '../../../../test/language/watched-log.js';
import { openWitness } from './open-witness.js';
import { witnessServer } from './server.js';
import type { Witness } from './witness.js';

const log = new TestLog();
const fork = forkOf(log, 3);
const now = 1_800_000_000;

describe('a witness', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let witness: Witness;
  let server: Server;
  let url: string;
  let key: VerifierKey;
  let time = now;
  const notices: string[] = [];
  const errors: unknown[] = [];

  const start = async (logs = [log.vkey]) => {
    const opened = await openWitness({
      ...{ folder: folder.path, name: 'w.example', logs: logs.map(parseVerifierKey) },
      clock: { now: () => time * 1000 },
      onNotice: (message) => notices.push(message),
    });
    witness = opened.witness;
    key = parseVerifierKey(opened.vkey);
    server = witnessServer(witness, (error) => errors.push(error));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  };
  const stop = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close').catch(() => undefined);
  };
  const post = async (body: string | Buffer) => {
    const sent = typeof body === 'string' ? body : Uint8Array.from(body);
    const response = await fetch(`${url}/add-checkpoint`, { method: 'POST', body: sent });
    return {
      status: response.status,
      text: await response.text(),
      type: response.headers.get('content-type'),
    };
  };
  const get = async (origin = log.origin) => {
    const hash = createHash('sha256').update(origin).digest('hex');
    const response = await fetch(`${url}/${hash}/checkpoint`);
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  const state = (origin = log.origin) =>
    join(folder.path, 'logs', createHash('sha256').update(origin).digest('hex'));

  beforeEach(async () => {
    time = now;
    notices.length = 0;
    errors.length = 0;
    folder = await temporaryFolder();
    await start();
  });
  afterEach(async () => {
    await stop();
    await folder.remove();
    expect(errors).toEqual([]);
  });

  it('signs a head that grows out of the last one, and hands it out', async () => {
    expect((await get()).status).toBe(404);
    for (const [from, to] of [
      [0, 5],
      [5, 5],
      [5, 8],
      [8, 64],
    ] as const) {
      const { status, text, type } = await post(log.request(from, to));
      expect([status, type]).toEqual([200, 'text/plain; charset=utf-8']);
      expect(text).toMatch(/^— w\.example [A-Za-z0-9+/]+={0,2}\n$/);
      expect(verifyCosignatures(log.note(to) + text, [key])).toEqual([{ key, timestamp: now }]);
      const last = await get();
      expect([last.status, last.headers.get('cache-control')]).toEqual([200, 'public, max-age=60']);
      expect(last.text).toBe(log.note(to) + text);
      // The note in the folder is what everyone gets; of the older ones nothing is left.
      expect(readdirSync(state())).toHaveLength(1);
    }
  });

  it('takes the empty log, and only with its own root', async () => {
    const wrong = log.note(0, log.tree.root(1));
    expect((await post(log.request(0, 0, wrong))).status).toBe(422);
    expect((await post(log.request(0, 0))).status).toBe(200);
    expect((await post(log.request(0, 0))).status).toBe(200);
    expect((await post(log.request(0, 3))).status).toBe(200);
  });

  it.each([
    ['an unknown origin', 404, () => new TestLog('other.example').request(0, 5)],
    ['another key of that name', 403, () => new TestLog(log.origin, log.tree, 'x').request(0, 5)],
    [
      'a signature of the log over something else',
      403,
      () => log.request(0, 5, `${log.text(5)}\n${log.note(6).split('\n\n')[1] ?? ''}`),
    ],
    [
      'a valid and a false signature of the log',
      403,
      () => log.request(0, 5, `${log.note(5)}${log.note(6).split('\n\n')[1] ?? ''}`),
    ],
    [
      'only signatures of strangers',
      403,
      () => log.request(0, 5, signNote(log.text(5), [noteSigner('s.example')])),
    ],
    ['an old size beyond the new one', 400, () => log.request(7, 5)],
    ['no body', 400, () => ''],
    ['no proof part', 400, () => log.note(5)],
    ['a size with a leading zero', 400, () => log.request(0, 5).replace('old 0', 'old 00')],
    ['a size with a sign', 400, () => log.request(0, 5).replace('old 0', 'old +0')],
    ['lines that end like those of Windows', 400, () => log.request(0, 5).replaceAll('\n', '\r\n')],
    ['no newline at its end', 400, () => log.request(0, 5).slice(0, -1)],
    ['a proof of 64 hashes', 400, () => log.request(0, 5).replace('\n\n', hashes(64))],
    ['a hash that is none', 400, () => log.request(0, 5).replace('\n\n', '\nAAAA\n\n')],
    ['no signature', 400, () => log.request(0, 5, `${log.text(5)}\n`)],
    ['bytes that are no text', 400, () => Buffer.from(log.request(0, 5), 'latin1')],
    [
      'a proof where there is nothing to prove',
      422,
      () => log.request(0, 5).replace('\n\n', hashes(1)),
    ],
    ['a size that was never signed', 409, () => log.request(3, 5)],
  ])('does not sign after %s: %i', async (_what, status, body) => {
    const answer = await post(body());
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('—');
    expect(answer.text.length).toBeLessThan(100);
    if (status === 409) expect([answer.text, answer.type]).toEqual(['0\n', 'text/x.tlog.size']);
    expect((await get()).status).toBe(404);
    expect((await post(log.request(0, 5))).status).toBe(200);
  });

  describe('that has signed eight leaves', () => {
    beforeEach(async () => {
      await post(log.request(0, 8));
    });

    it.each([
      [0, 8],
      [0, 12],
      [5, 12],
      [9, 12],
      [5, 5],
      [7, 7],
      [0, 0],
    ])('names its size to one who comes from %i to %i', async (from, to) => {
      expect(await post(log.request(from, to))).toEqual({
        status: 409,
        text: '8\n',
        type: 'text/x.tlog.size',
      });
    });

    it('does not sign a tree that does not begin with its own', async () => {
      expect((await post(fork.request(8, 12))).status).toBe(422);
      expect((await post(log.request(8, 12, fork.note(12)))).status).toBe(422);
      expect((await post(log.request(8, 12).replace('\n\n', hashes(1)))).status).toBe(422);
      expect((await post(log.request(8, 8).replace('\n\n', hashes(1)))).status).toBe(422);
      expect(notices).toEqual([]);
      expect((await get()).text).toContain(log.note(8));
    });

    it('keeps two heads of one size for whoever has to show them', async () => {
      for (let i = 0; i < 3; i += 1) expect((await post(fork.request(8, 8))).status).toBe(422);
      expect(notices).toEqual([expect.stringMatching(/two heads of 8 leaves/)]);
      const forks = join(state(), 'forks');
      const [name = '', ...more] = readdirSync(forks);
      expect(more).toEqual([]);
      const [first, second] = readFileSync(join(forks, name), 'utf8').split(/\n(?=log\.example\n)/);
      const logKey = parseVerifierKey(log.vkey);
      expect(openCheckpoint(first ?? '', logKey).root).toEqual(log.tree.root(8));
      expect(openCheckpoint(second ?? '', logKey).root).toEqual(fork.tree.root(8));
    });

    it('knows so after a restart, and its time never runs backwards', async () => {
      await stop();
      time = now - 100;
      await start();
      expect((await post(log.request(0, 12))).text).toBe('8\n');
      const { text } = await post(log.request(8, 12));
      expect(verifyCosignatures(log.note(12) + text, [key])).toEqual([{ key, timestamp: now }]);
      time = now - 301;
      expect((await post(log.request(12, 13))).status).toBe(503);
      expect(notices).toEqual([expect.stringMatching(/clock/)]);
    });

    it('lets one of two through that grow from one size', async () => {
      const sizes = [9, 10, 11, 12, 13, 14, 15, 16];
      const answers = await Promise.all(sizes.map((size) => post(log.request(8, size))));
      const won = sizes.filter((_size, i) => answers[i]?.status === 200);
      expect(won).toHaveLength(1);
      for (const { status, text } of answers)
        if (status !== 200) expect([status, text]).toEqual([409, `${String(won[0])}\n`]);
      expect((await get()).text).toContain(log.note(won[0] ?? 0));
    });

    it('signs nothing but the very checkpoint for any bit that was turned on the way', async () => {
      const whole = Buffer.from(log.request(8, 11));
      let refusals = 0;
      for (let bit = 0; bit < whole.length * 8; bit += 1) {
        const body = flipped(whole, bit);
        // Not over HTTP, which changes nothing in a body and takes longer.
        const { status, text } = await witness.add(body);
        if (status === 200) {
          // Only a bit that says nothing may be turned: then the head is the one that was asked for.
          expect(verifyCosignatures(log.note(11) + text, [key])).toHaveLength(1);
        } else refusals += 1;
        expect([400, 403, 404, 409, 422]).toContain(status);
      }
      expect(refusals).toBe(whole.length * 8);
      expect((await post(whole)).status).toBe(200);
    });
  });

  it('hands out no line that is not the log’s or its own, and remembers none', async () => {
    const strangers = Array.from({ length: 98 }, (_one, i) =>
      cosign(log.note(5), noteSigner(`s${String(i)}.example`), 1),
    );
    const { status, text } = await post(log.request(0, 5, log.note(5) + strangers.join('')));
    expect(status).toBe(200);
    expect((await get()).text).toBe(log.note(5) + text);
    await stop();
    await start();
    expect((await post(log.request(5, 6))).status).toBe(200);
  });

  it('watches several logs, each for itself, and one with two keys', async () => {
    await stop();
    const other = new TestLog('other.example');
    const rotated = new TestLog(log.origin, log.tree, 'new key');
    await start([log.vkey, other.vkey, rotated.vkey]);
    expect((await post(log.request(0, 5))).status).toBe(200);
    expect((await post(other.request(0, 7))).status).toBe(200);
    expect((await post(rotated.request(5, 6))).status).toBe(200);
    const both = signNote(log.text(7), [log.signer, rotated.signer]);
    expect((await post(log.request(6, 7, both))).status).toBe(200);
    expect(parseNote((await get()).text).signatures).toHaveLength(3);
    expect((await get('other.example')).text).toContain(other.note(7));
    expect((await get('third.example')).status).toBe(404);
  });

  describe('over HTTP', () => {
    it.each([
      ['GET', '/add-checkpoint', 405],
      ['POST', `/${'0'.repeat(64)}/checkpoint`, 405],
      ['GET', '/', 404],
      ['GET', '/../witness.pem', 404],
      ['GET', `/${'A'.repeat(64)}/checkpoint`, 404],
      ['GET', `/${'0'.repeat(64)}/checkpoint/`, 404],
      ['POST', '/add-checkpoint/', 404],
    ])('%s %s: %i', async (method, path, status) => {
      const response = await fetch(`${url}${path}`, { method });
      expect(response.status).toBe(status);
      expect(await response.text()).toMatch(/^[a-zA-Z ]{5,40}\n$/);
    });

    it('takes 64 KiB and no more', async () => {
      const filler = (bytes: number) => Buffer.alloc(bytes, 'a');
      expect((await post(filler(65_536))).status).toBe(400);
      expect((await post(filler(65_537))).status).toBe(413);
      expect((await post(log.request(0, 5))).status).toBe(200);
    });

    it('hears nothing of a request that breaks off', async () => {
      const body = log.request(0, 5);
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.end(
        `POST /add-checkpoint HTTP/1.1\r\nhost: w\r\ncontent-length: ${String(Buffer.byteLength(body) + 1)}\r\n\r\n${body}`,
      );
      socket.resume();
      await once(socket, 'close');
      expect((await get()).status).toBe(404);
    });

    it('answers many requests over one connection', async () => {
      let connections = 0;
      server.on('connection', () => (connections += 1));
      for (let i = 0; i < 10; i += 1) expect((await post(log.request(3, 5))).status).toBe(409);
      expect(connections).toBeLessThan(3);
    });
  });
});

const hashes = (count: number): string =>
  `\n${`${Buffer.alloc(32, 5).toString('base64')}\n`.repeat(count)}\n`;
