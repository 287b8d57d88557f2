import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Corrupt } from '#kernel';
import { logFolderOf, openSealing, Sealer, type Head, type SealerParts } from '#sealer';
import { action, opening, take } from '../decisions/case.js';
import { newInstallation, type TestInstallation } from '../language/installation.js';
import { checkPublished } from './published.js';

class Killed extends Error {}

/** The steps of one publication, in order. */
const steps = ['move', 'files', 'checkpoints', 'checkpoint', 'add'] as const;
type Step = (typeof steps)[number];

/** Parts that die at a step: before its effect, or after it and before anyone is told. */
function dying(parts: SealerParts, step: Step, when: 'before' | 'after'): SealerParts {
  const at = async <T>(name: Step, effect: () => Promise<T>): Promise<T> => {
    if (name === step && when === 'before') throw new Killed();
    const done = await effect();
    if (name === step) throw new Killed();
    return done;
  };
  const over = <T extends object>(whole: T, changed: Partial<T>): T =>
    Object.assign(Object.create(whole) as T, changed);
  const stepOf = (path: string | undefined): Step =>
    path === 'checkpoint'
      ? 'checkpoint'
      : path?.startsWith('checkpoints/')
        ? 'checkpoints'
        : 'files';
  return {
    ...parts,
    lastSigned: over(parts.lastSigned, {
      read: () => parts.lastSigned.read(),
      move: (from, to) => at('move', () => parts.lastSigned.move(from, to)),
    }),
    folder: over(parts.folder, {
      write: (files) => {
        const [first] = files.keys();
        if (first === 'policy') return parts.folder.write(files);
        return at(stepOf(first), () => parts.folder.write(files));
      },
    }),
    publications: over(parts.publications, {
      add: (publication) => at('add', () => parts.publications.add(publication)),
    }),
  };
}

describe('a sealer that is killed', () => {
  let installation: TestInstallation;
  /** Every head that was signed or about to be, in all runs. */
  let heads: Head[];
  let actions = 0;
  let tried = 0;

  beforeEach(async () => {
    installation = await newInstallation(undefined, { horizon: 'published' });
    heads = [];
    await take(installation.engine, opening('case'));
    await own().once();
  });
  afterEach(async () => {
    await installation.close();
  });
  afterAll(() => {
    expect(tried).toBe(steps.length * 2);
  });

  const record = () =>
    take(installation.engine, action('case', `action-${String((actions += 1))}`));
  const own = () => {
    const { parts } = installation.engine.sealer(() => undefined);
    const { lastSigned } = parts;
    const noting = Object.assign(Object.create(lastSigned) as typeof lastSigned, {
      read: () => lastSigned.read(),
      move: async (from: Head | null, to: Head) => {
        heads.push(to);
        await lastSigned.move(from, to);
      },
    });
    return new Sealer({ ...parts, lastSigned: noting });
  };

  it.each(steps.flatMap((step) => [[step, 'before'] as const, [step, 'after'] as const]))(
    'at %s, %s its effect: the next one makes the same tree',
    async (step, when) => {
      tried += 1;
      const { engine, dataDir } = installation;
      await record();
      const sealer = own();
      const failure = await new Sealer(dying(sealer.parts, step, when))
        .once()
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Killed);
      // What was published before still holds, whatever was left half done.
      await checkPublished(engine, dataDir);
      await record();
      await own().once();
      expect(await checkPublished(engine, dataDir)).toEqual({ size: 4 });
      expect((await engine.publications.last())?.size).toBe(4);
      const roots = new Map<number, string>();
      for (const { size, root } of heads)
        expect([size, roots.set(size, roots.get(size) ?? root).get(size)]).toEqual([size, root]);
    },
  );

  it('twin: one that forgets what it signed last signs two heads of one size', async () => {
    const { engine, dataDir } = installation;
    await record();
    const forgetful = own();
    const { parts } = forgetful;
    await new Sealer({
      ...parts,
      publications: Object.assign(Object.create(parts.publications) as typeof parts.publications, {
        last: () => Promise.resolve(null),
      }),
      lastSigned: Object.assign(Object.create(parts.lastSigned) as typeof parts.lastSigned, {
        read: () => Promise.resolve(null),
        move: () => Promise.resolve(),
      }),
      store: Object.assign(Object.create(parts.store) as typeof parts.store, {
        readLeaves: async (...asked: Parameters<typeof parts.store.readLeaves>) =>
          (await parts.store.readLeaves(...asked)).map((one) => ({ ...one, leaf: `${one.leaf}x` })),
      }),
    }).once();
    await expect(checkPublished(engine, dataDir)).rejects.toThrow();
  });

  it('lets one of two through that meet without the lock', async () => {
    await record();
    const { parts } = own();
    let meet: () => void = () => undefined;
    const met = new Promise<void>((resolve) => {
      meet = resolve;
    });
    let arrived = 0;
    const together = {
      ...parts,
      lastSigned: Object.assign(Object.create(parts.lastSigned) as typeof parts.lastSigned, {
        read: () => parts.lastSigned.read(),
        move: async (from: Head | null, to: Head) => {
          if ((arrived += 1) === 2) meet();
          await met;
          await parts.lastSigned.move(from, to);
        },
      }),
    };
    const sealings = [await openSealing(together), await openSealing(together)];
    const outcomes = await Promise.allSettled(sealings.map((sealing) => sealing.seal(1)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = outcomes.find(({ status }) => status === 'rejected');
    expect((lost as PromiseRejectedResult).reason).toBeInstanceOf(Corrupt);
    expect(String((lost as PromiseRejectedResult).reason)).toMatch(
      /another sealer signed 3 leaves/,
    );
    const folder = logFolderOf(installation.dataDir);
    expect(readdirSync(join(folder, 'checkpoints')).sort()).toEqual(['2', '3']);
    expect(readFileSync(join(folder, 'checkpoint'), 'utf8')).toMatch(/\n3\n/);
    await checkPublished(installation.engine, installation.dataDir);
  });
});
