import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Engine } from '#engine';
import { Denied } from '#access';
import type { Appended } from '#event-store';
import { CommandReused, Invalid, Refused, Unavailable } from '#kernel';
import { checkLog } from '../language/check-log.js';
import { newInstallation, type TestInstallation } from '../language/installation.js';
import { action, decisionsOver, failureOf, opening, sizeOf, stage, take, through } from './case.js';

describe('a command that comes again', () => {
  let installation: TestInstallation;
  let engine: Engine;
  let other: Engine;
  beforeAll(async () => {
    installation = await newInstallation();
    ({ engine } = installation);
    other = await installation.another();
  });
  afterAll(() => installation.close());
  afterEach(async () => {
    expect((await checkLog(engine)).size).toBe(await sizeOf(engine));
  });

  it('has one effect and the same answer, here and in another process', async () => {
    const first = await take(engine, opening('again'));
    expect(first.events).toBe(1);
    await take(other, stage('again', 'again-2', 'triage'));
    const size = await sizeOf(engine);
    for (const process of [engine, other, await installation.another()])
      expect(await take(process, opening('again'))).toEqual({ ...first, events: 0 });
    expect(await sizeOf(engine)).toBe(size);
  });

  it('has one effect when it comes 20 times at once to two processes', async () => {
    await take(engine, opening('at-once'));
    const size = await sizeOf(engine);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        take(i % 2 ? engine : other, action('at-once', 'at-once-1')),
      ),
    );
    expect(await sizeOf(engine)).toBe(size + 1);
    expect(answers.filter(({ events }) => events === 1)).toHaveLength(1);
    expect(
      new Set(answers.map(({ position, receipt }) => `${position ?? ''} ${receipt ?? ''}`)).size,
    ).toBe(1);
    expect(answers[0]?.position).toBe(String(size));
  });

  it('has one effect when it comes at once with two inputs, and the later one is told', async () => {
    await take(engine, opening('two-inputs'));
    for (let i = 0; i < 5; i += 1) {
      const id = `two-inputs-${String(i)}`;
      const size = await sizeOf(engine);
      const outcomes = await Promise.allSettled([
        take(engine, stage('two-inputs', id, i % 2 ? 'triage' : 'planning', 'Again.')),
        take(other, action('two-inputs', id)),
      ]);
      const failures = outcomes.flatMap((o): unknown[] =>
        o.status === 'rejected' ? [o.reason] : [],
      );
      expect(failures).toHaveLength(1);
      expect(failures[0]).toBeInstanceOf(CommandReused);
      expect(await sizeOf(engine)).toBe(size + 1);
      // What each process now takes for the newest entry is what stands in the log: `checkLog` follows the chain.
      await take(
        i % 2 ? engine : other,
        stage('two-inputs', `${id}-next`, i % 2 ? 'analysis' : 'findings', 'On.'),
      );
    }
  });

  it('opens a case once when 20 ask at once', async () => {
    const size = await sizeOf(engine);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => take(i % 2 ? engine : other, opening('opened-at-once'))),
    );
    expect(answers.reduce((sum, { events }) => sum + events, 0)).toBe(1);
    expect(await sizeOf(engine)).toBe(size + 1);
  });

  it('with another input is refused, in whichever process', async () => {
    await take(engine, opening('input'));
    await take(engine, action('input', 'input-1'));
    const size = await sizeOf(engine);
    for (const process of [engine, other]) {
      for (const command of [
        action('input', 'input-1', 'Another.'),
        stage('input', 'input-1', 'triage'),
      ])
        expect(await failureOf(take(process, command))).toBeInstanceOf(CommandReused);
    }
    expect(await sizeOf(engine)).toBe(size);
  });

  it('on another case is refused, whether that case is there or not', async () => {
    await take(engine, opening('here'));
    await take(engine, opening('there'));
    await take(engine, action('here', 'here-1'));
    const size = await sizeOf(engine);
    for (const process of [engine, other]) {
      expect(await failureOf(take(process, action('there', 'here-1')))).toBeInstanceOf(
        CommandReused,
      );
      expect(await failureOf(take(process, opening('nowhere', 'here-1')))).toBeInstanceOf(
        CommandReused,
      );
    }
    expect(await sizeOf(engine)).toBe(size);
    expect((await take(engine, action('there', 'there-1'))).events).toBe(1);
  });

  it('is answered without writing when there is nothing to do', async () => {
    await take(engine, opening('nothing'));
    const moved = await take(engine, stage('nothing', 'nothing-1', 'triage'));
    const size = await sizeOf(engine);
    expect(await take(other, stage('nothing', 'nothing-2', 'triage'))).toEqual({
      position: moved.position,
      receipt: null,
      events: 0,
    });
    expect(await sizeOf(engine)).toBe(size);
  });

  it('writes nothing when it is refused, invalid or denied', async () => {
    await take(engine, opening('no'));
    await take(engine, stage('no', 'no-1', 'analysis'));
    const size = await sizeOf(engine);
    const nobody = Object.assign(action('no', 'no-2'), {
      meta: { actor: { id: '22222222-2222-4222-8222-222222222222', roles: [] }, commandId: 'no-2' },
    });
    const cases = [
      [opening('no', 'no-3'), Refused],
      [stage('no', 'no-4', 'triage'), Refused],
      [action('unknown-case', 'no-5'), Refused],
      [action('no', 'no-6', 'lone \ud800 surrogate'), Invalid],
      [opening('Not A Ref!', 'no-7'), Invalid],
      [nobody, Denied],
    ] as const;
    for (const [command, kind] of cases)
      expect(await failureOf(take(engine, command))).toBeInstanceOf(kind);
    expect(await sizeOf(engine)).toBe(size);
    // Its id is free: nothing was recorded under it.
    expect((await take(engine, action('no', 'no-6'))).events).toBe(1);
  });

  describe('after a store that fails', () => {
    const lost = () => new Unavailable('The database does not answer', 'Send it again.');

    it('has one effect when the append was kept and reported lost', async () => {
      await take(engine, opening('kept'));
      let kept: Appended | undefined;
      const failing = decisionsOver(
        engine,
        through(engine.store, {
          append: async (...args) => {
            const answer = await engine.store.append(...args);
            if (kept) return answer;
            kept = answer;
            throw lost();
          },
        }),
      );
      const size = await sizeOf(engine);
      expect(await failureOf(take(failing, action('kept', 'kept-1')))).toBeInstanceOf(Unavailable);
      expect(await sizeOf(engine)).toBe(size + 1);
      for (const process of [failing, engine, other])
        expect(await take(process, action('kept', 'kept-1'))).toMatchObject({
          position: kept?.lastPosition,
          events: 0,
        });
      expect(await sizeOf(engine)).toBe(size + 1);
      expect((await take(failing, action('kept', 'kept-2'))).events).toBe(1);
    });

    it('has none when the append was lost, and one when it is sent again', async () => {
      await take(engine, opening('lost'));
      let failures = 0;
      const failing = decisionsOver(
        engine,
        through(engine.store, {
          append: (...args) => {
            failures += 1;
            return failures === 1 ? Promise.reject(lost()) : engine.store.append(...args);
          },
        }),
      );
      const size = await sizeOf(engine);
      expect(await failureOf(take(failing, action('lost', 'lost-1')))).toBeInstanceOf(Unavailable);
      expect(await sizeOf(engine)).toBe(size);
      expect((await take(failing, action('lost', 'lost-1'))).events).toBe(1);
      expect(await sizeOf(engine)).toBe(size + 1);
    });
  });
});
