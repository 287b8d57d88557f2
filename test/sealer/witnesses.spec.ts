import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  LogFolder,
  logFolderOf,
  openSealing,
  publishedPolicy,
  Sealer,
  type SealerParts,
} from '#sealer';
import {
  confirmedBy,
  cosign,
  emptyRoot,
  formatAddCheckpoint,
  formatCheckpoint,
  openCheckpoint,
  parseAddCheckpoint,
  parseNote,
  parseVerifierKey,
  signNote,
  verifierKey,
} from '#tlog';
import { action, opening, take } from '../decisions/case.js';
import { newInstallation, type TestInstallation } from '../language/installation.js';
import { noteSigner } from '../language/note-signer.js';
import { temporaryFolder } from '../language/watched-log.js';
import { startImpostor, startWitness, type TestWitness } from '../language/witness-server.js';
import { checkPublished } from './published.js';

let installation: TestInstallation;
let logKey: string;
let actions = 0;
const alarms: string[] = [];

const record = () => take(installation.engine, action('case', `action-${String((actions += 1))}`));
const logSigner = () => {
  const { installation: of, keys } = installation.engine;
  return { name: of.origin, ...keys.log };
};

/** What a sealer is made of that asks these witnesses. */
function partsWith(
  witnesses: Readonly<Record<string, TestWitness>>,
  enough: number,
  withoutQuorum: 'publish' | 'hold' = 'publish',
): SealerParts {
  const lines = Object.entries(witnesses).map(
    ([name, { vkey, url }]) => `witness ${name} ${vkey} ${url}\n`,
  );
  const quorum = `group enough ${String(enough)} ${Object.keys(witnesses).join(' ')}\nquorum enough\n`;
  const { parts } = installation.engine.sealer((message) => {
    alarms.push(message);
  });
  return { ...parts, withoutQuorum, policy: publishedPolicy(logKey, lines.join('') + quorum) };
}

/** Who confirms the last published checkpoint, and whether they are enough. */
async function published({ policy }: SealerParts) {
  await checkPublished(installation.engine, installation.dataDir);
  const last = await installation.engine.publications.last();
  const note = readFileSync(join(logFolderOf(installation.dataDir), 'checkpoint'), 'utf8');
  expect(last?.note).toBe(note);
  const by = confirmedBy(note, policy).map(({ name }) => name);
  // Nothing stands in it but the log's line and theirs.
  expect(parseNote(note).signatures).toHaveLength(1 + by.length);
  return { size: last?.size, by, quorum: last?.quorum };
}
const head = async () => Number(await installation.engine.store.head()) + 1;

beforeAll(async () => {
  installation = await newInstallation(undefined, { horizon: 'published' });
  await take(installation.engine, opening('case'));
  const { name, publicKey } = logSigner();
  logKey = verifierKey(name, publicKey);
});
afterAll(async () => {
  await installation.close();
});
beforeEach(async () => {
  await record();
  alarms.length = 0;
});

describe('a sealer that asks three witnesses, of whom two are enough', () => {
  let all: Record<'工会' | 'counsel' | 'delegates', TestWitness>;
  beforeEach(async () => {
    all = {
      工会: await startWitness('union.example/w', logKey),
      counsel: await startWitness('counsel.example', logKey),
      delegates: await startWitness('delegates.example', logKey),
    };
  });
  afterEach(async () => {
    for (const witness of Object.values(all)) await witness.remove();
  });

  it('publishes what they confirm, under the names that the policy gives them', async () => {
    const parts = partsWith(all, 2);
    for (let i = 0; i < 3; i += 1) {
      await record();
      await new Sealer(parts).once();
      expect(await published(parts)).toEqual({
        ...{ size: await head(), by: ['工会', 'counsel', 'delegates'], quorum: true },
      });
    }
    expect(alarms).toEqual([]);
  });

  it('names the one that is dead, and goes on from where it was when it is back', async () => {
    const parts = partsWith(all, 2);
    const sealing = await openSealing(parts);
    await sealing.seal(1);
    await all.counsel.stop();
    for (let i = 0; i < 2; i += 1) {
      await record();
      await sealing.seal(1);
      expect(await published(parts)).toMatchObject({ by: ['工会', 'delegates'], quorum: true });
    }
    expect(alarms).toEqual(Array(2).fill(expect.stringMatching(/^witness counsel /)));
    await all.counsel.start();
    await record();
    await sealing.seal(1);
    expect(await published(parts)).toMatchObject({ by: ['工会', 'counsel', 'delegates'] });
    expect(alarms).toHaveLength(2);
  });

  it('publishes with too few, and says so', async () => {
    const parts = partsWith(all, 2, 'publish');
    await all.counsel.stop();
    await all.delegates.stop();
    await new Sealer(parts).once();
    expect(await published(parts)).toEqual({ size: await head(), by: ['工会'], quorum: false });
    expect(alarms).toEqual([
      expect.stringMatching(/^witness counsel /),
      expect.stringMatching(/^witness delegates /),
      expect.stringMatching(/fewer witnesses/),
    ]);
  });

  it('or holds what is new, if so configured, until they are back: that head and no other', async () => {
    const parts = partsWith(all, 2, 'hold');
    const sealing = await openSealing(parts);
    await sealing.seal(1);
    const before = await published(parts);
    await all.counsel.stop();
    await all.delegates.stop();
    await record();
    const held = await head();
    expect(await sealing.seal(1)).toBe(false);
    await record();
    expect(await sealing.seal(1)).toBe(false);
    expect(await published(parts)).toEqual(before);
    expect(alarms.filter((alarm) => alarm.startsWith('witness counsel'))).toHaveLength(2);
    expect(await parts.lastSigned.read()).toMatchObject({ size: held });

    // Also one that starts anew signs the same head again.
    await all.counsel.start();
    expect(await (await openSealing(parts)).seal(1)).toBe(true);
    expect(await published(parts)).toMatchObject({
      ...{ size: await head(), by: ['工会', 'counsel'], quorum: true },
    });
    expect(await installation.engine.publications.last()).toMatchObject({ size: held + 1 });
  });

  it('is told where they are: by those ahead of what it remembers, and by those behind', async () => {
    const parts = partsWith(all, 3);
    const [first, second] = [await openSealing(parts), await openSealing(parts)];
    await first.seal(1);
    // The other one's witnesses are further than it knows, and so are these in their turn.
    await record();
    const third = await openSealing(parts);
    await third.seal(1);
    await expect(second.seal(1)).rejects.toThrow(/another sealer/);
    expect((await published(parts)).by).toHaveLength(3);
    const { counsel } = all;
    all.counsel = await startWitness('counsel.example', logKey);
    await counsel.remove();
    // A new one in its place has seen nothing.
    const changed = partsWith(all, 3);
    await record();
    await (await openSealing(changed)).seal(1);
    expect(await published(changed)).toMatchObject({ quorum: true });
    expect(alarms).toEqual([]);
  });

  it('is not blamed for a file that is missing here: that is written again', async () => {
    const parts = partsWith(all, 2);
    const sealing = await openSealing(parts);
    await sealing.seal(1);
    await all.counsel.stop();
    for (let i = 0; i < 300; i += 1) await record();
    await sealing.seal(1);
    await all.counsel.start();
    alarms.length = 0;
    // What proves to the one that was away that the log only grew lies in there.
    await rm(join(logFolderOf(installation.dataDir), 'tile/0/000'));
    await record();
    await expect(sealing.seal(1)).rejects.toThrow(
      'The published log has no file tile/0/000. The sealer begins anew',
    );
    expect(alarms).toEqual([]);
    await new Sealer(parts).once();
    expect(await published(parts)).toEqual({
      ...{ size: await head(), by: ['工会', 'counsel', 'delegates'], quorum: true },
    });
    expect(alarms).toEqual([expect.stringMatching(/missing or changed/)]);
  }, 60_000);

  it('has an alarm when one has seen a larger log', async () => {
    const size = (await head()) + 10;
    const text = formatCheckpoint({
      ...{ origin: logSigner().name, size, root: emptyRoot(), extensions: [] },
    });
    const checkpoint = signNote(text, [logSigner()]);
    const { status } = await fetch(`${all.counsel.url}/add-checkpoint`, {
      ...{ method: 'POST', body: formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint }) },
    });
    expect(status).toBe(200);
    const parts = partsWith(all, 2);
    await new Sealer(parts).once();
    expect(await published(parts)).toMatchObject({ by: ['工会', 'delegates'], quorum: true });
    expect(alarms).toEqual([`witness counsel has seen a larger log: ${String(size)} leaves`]);
  });

  it('gets nothing for another tree with the same key', async () => {
    const parts = partsWith(all, 2);
    await new Sealer(parts).once();
    const honest = await published(parts);
    const other = await temporaryFolder();
    const forked: SealerParts = {
      ...parts,
      folder: new LogFolder(other.path),
      publications: Object.assign(Object.create(parts.publications) as typeof parts.publications, {
        last: () => Promise.resolve(null),
        add: () => Promise.resolve(),
      }),
      lastSigned: Object.assign(Object.create(parts.lastSigned) as typeof parts.lastSigned, {
        read: () => Promise.resolve(null),
        move: () => Promise.resolve(),
      }),
      store: Object.assign(Object.create(parts.store) as typeof parts.store, {
        readLeaves: async (...asked: Parameters<typeof parts.store.readLeaves>) =>
          (await parts.store.readLeaves(...asked)).map((one, i) =>
            i === 1 ? { ...one, leaf: `${one.leaf}x` } : one,
          ),
      }),
    };
    const forkedNote = () => readFileSync(join(other.path, 'checkpoint'), 'utf8');
    for (const grown of [false, true]) {
      if (grown) await record();
      await new Sealer(forked).once();
      const key = parseVerifierKey(logKey);
      expect(openCheckpoint(forkedNote(), key).size).toBe(await head());
      expect(confirmedBy(forkedNote(), parts.policy)).toEqual([]);
      expect(alarms.splice(0)).toEqual([
        ...['工会', 'counsel', 'delegates'].map((name) => `witness ${name} answered 422`),
        expect.stringMatching(/fewer witnesses/),
      ]);
    }
    await other.remove();
    await new Sealer(parts).once();
    expect(await published(parts)).toMatchObject({ size: (honest.size ?? 0) + 1, quorum: true });
  });
});

describe('a sealer with one good witness and one that', () => {
  const bad = noteSigner('bad.example');
  const now = 1_800_000_000;
  type Answer = (note: string, response: ServerResponse) => void;
  const says =
    (text: (note: string) => string, status = 200): Answer =>
    (note, response) => {
      response.writeHead(status, { 'content-type': 'text/plain' });
      response.end(text(note));
    };
  const otherNote = () =>
    signNote(
      formatCheckpoint({
        ...{ origin: logSigner().name, size: 1, root: emptyRoot(), extensions: [] },
      }),
      [logSigner()],
    );

  let good: TestWitness;
  let impostor: TestWitness | undefined;
  beforeEach(async () => {
    good = await startWitness('good.example', logKey);
  });
  afterEach(async () => {
    await good.remove();
    await impostor?.remove();
  });

  it.each<[string, Answer, RegExp | null]>([
    ['answers with garbage', says(() => 'garbage'), /something else than lines/],
    ['answers with nothing', says(() => ''), /something else than lines/],
    ['answers with lines that are none', says(() => '— bad.example\n'), /malformed/],
    ['answers with too much', says(() => '— x AAAA\n'.repeat(1000)), /too much/],
    [
      'never ends its answer',
      (_note, response) => {
        endless(response);
      },
      /too much/,
    ],
    ['signs something else', says(() => cosign(otherNote(), bad, now)), /not valid/],
    ['signs nothing', says((note) => cosign(note, noteSigner('x.example'), now)), /of its own/],
    [
      'signs with another one’s key',
      says((note) => cosign(note, { ...noteSigner('x.example'), name: 'bad.example' }, now)),
      /of its own/,
    ],
    [
      'moves the end of what is signed',
      says((note) => `x\n\n${cosign(note, bad, now)}`),
      /something else than lines/,
    ],
    ['fails', says(() => 'no', 500), /answered 500/],
    ['asks for another size for ever', says(() => '1\n', 409), /409 to the size/],
    ['names no size', says(() => 'many\n', 409), /409 without a size/],
    ['names a size beyond', says(() => '9007199254740993\n', 409), /seen a larger log/],
    [
      'sends it elsewhere',
      (_note, response) => {
        response.writeHead(307, { location: `${good.url}/add-checkpoint` }).end();
      },
      /./,
    ],
    ['hangs up', (_note, response) => response.destroy(), /./],
    [
      'adds a false line in the good one’s name',
      says((note) => cosign(note, bad, now) + falseLineOf(good, now)),
      null,
    ],
    [
      'adds a false line in the log’s name',
      says((note) => cosign(note, bad, now) + (otherNote().split('\n\n')[1] ?? '')),
      null,
    ],
    [
      'signs twice, for others and for itself',
      says((note) =>
        [noteSigner('x.example'), bad, bad].map((one, i) => cosign(note, one, now + i)).join(''),
      ),
      null,
    ],
  ])('%s', async (_what, answer, problem) => {
    impostor = await startImpostor('bad.example', (request, response) => {
      void noteOf(request).then((note) => {
        answer(note, response);
      });
    });
    const parts = partsWith({ good, bad: impostor }, 1);
    await new Sealer(parts).once();
    expect(await published(parts)).toEqual({
      ...{ size: await head(), by: problem ? ['good'] : ['good', 'bad'], quorum: true },
    });
    expect(alarms).toEqual(
      problem ? [expect.stringMatching(new RegExp(`^witness bad .*${problem.source}`))] : [],
    );
  });

  it('never answers: it waits for that one no longer than is good for the others', async () => {
    impostor = await startImpostor('bad.example', (_request, response) => {
      response.write('—');
    });
    const parts = partsWith({ good, bad: impostor }, 1);
    await new Sealer(parts).once();
    expect(await published(parts)).toMatchObject({ by: ['good'], quorum: true });
    expect(alarms).toEqual([expect.stringMatching(/^witness bad does not answer in time$/)]);
  });
});

async function noteOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return parseAddCheckpoint(Buffer.concat(parts).toString('utf8')).checkpoint;
}

function endless(response: ServerResponse): void {
  const more = () => {
    if (!response.destroyed) response.write('— x AAAA\n'.repeat(100), more);
  };
  more();
}

/** A line with the name and hash of its key, and a signature that is none. */
function falseLineOf({ vkey }: TestWitness, time: number): string {
  const { name, keyHash } = parseVerifierKey(vkey);
  const signature = Buffer.alloc(72, 1);
  signature.writeBigUInt64BE(BigInt(time));
  const bytes = Buffer.concat([Buffer.from(keyHash, 'hex'), signature]);
  return `— ${name} ${bytes.toString('base64')}\n`;
}
