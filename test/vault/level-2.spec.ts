import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  defineEvent,
  Invalid,
  localised,
  Misconfigured,
  open,
  panel,
  personal,
  procedure,
  text,
  Unavailable,
  uuid,
  type AnyDefinition,
  type Json,
} from '#kernel';
import { withClient } from '#platform/postgres';
import { kidsOf, openedData, openStored, seal } from '#sealing';
import { listKeys, Officers, rotate, type OfficerSession, type Vault } from '#vault';
import { seededRandom, testEnvelope, testSigner } from '../language/sealing.js';
import { failureOf, hex, newKeys, textOf, type TestKeys } from './keys.js';

/** What somebody on leave needs, as the support audience would record it. */
const Needed = defineEvent('test.Needed', {
  version: 1,
  audience: 'support',
  summary: localised('需要', 'Something was needed.'),
  fields: {
    day: open(text),
    step: procedure(text),
    need: panel(text),
    personId: procedure(uuid),
    name: personal('personId')(text),
  },
});

const canary = 'counselling twice a week';
const annWords = 'ann has a long passphrase';
const bobWords = 'bob has a long café of words';

let keys: TestKeys;
let officers: Officers;
/** Ann's session. Deriving a key from a passphrase is slow on purpose: once for all tests. */
let ann: OfficerSession;
beforeAll(async () => {
  keys = await newKeys();
  officers = new Officers(keys.pool, await keys.folder());
  await officers.enrol('ann', 'support', annWords);
  ann = await officers.unlock('ann', 'support', annWords);
});
afterAll(async () => {
  ann.close();
  await keys.close();
});

const newStream = () => `case-${randomUUID()}`;

/** An event about a person, sealed as the office seals one. */
async function recorded(vault: Vault, person: string = randomUUID(), stream = newStream()) {
  const ring = await vault.keyring(stream, Needed.audience, [person]);
  const data = { day: '2026-03-02', step: 'asked', need: canary, personId: person, name: '李晓梅' };
  const envelope = { ...testEnvelope, stream, eventId: randomUUID() };
  const definition = Needed as AnyDefinition;
  const bytes = seal(definition, Needed(data), envelope, ring, testSigner(), seededRandom());
  return { ...bytes, eventId: envelope.eventId, data };
}
type Recorded = Awaited<ReturnType<typeof recorded>>;

/** An event's fields as far as the vault, and a session if there is one, open them. */
async function read(
  event: Recorded,
  vault: Vault,
  session?: OfficerSession,
): Promise<Record<string, Json>> {
  const kids = kidsOf(event);
  const held = [...(await vault.keys(kids)), ...((await session?.keys(kids)) ?? [])];
  return openedData(openStored(event, held).windows);
}

describe('an event of an audience of level 2', () => {
  it('opens within the session of an officer and nowhere else', async () => {
    const vault = await keys.vault();
    const event = await recorded(vault);
    const { day, step, personId } = event.data;
    for (const one of [vault, await keys.vault()]) {
      // Deciding and replaying need `procedure` only, and have it.
      expect(await read(event, one)).toEqual({ day, step, personId });
      expect(await one.keys(kidsOf(event))).toHaveLength(1);
    }
    expect(await read(event, vault, ann)).toEqual(event.data);
    // What the session opened did not go into the vault's memory.
    expect(await read(event, vault)).toEqual({ day, step, personId });
  });

  it('does not open with the key folder and both databases', async () => {
    const vault = await keys.vault();
    const person = randomUUID();
    const stream = newStream();
    const ring = await vault.keyring(stream, 'support', [person]);
    const folder = join(keys.parts.dataDir, 'keys');
    const files = await Promise.all(
      (await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')),
    );
    const all = [await textOf(keys.databases), ...files].join('\n');
    const found = (key: Buffer) =>
      (['hex', 'base64', 'latin1'] as const).some((form) => all.includes(key.toString(form)));
    expect([ring.panel, ring.person(person)].map(({ key }) => found(key))).toEqual([false, false]);
    // Nor is there a row that the key-encryption key alone would open.
    const { rows } = await keys.pool.query('select class from wrapped_key where holder = any($1)', [
      [stream, `person:${person}`],
    ]);
    expect(rows).toEqual([{ class: 'procedure' }]);
    expect(await vault.keys([ring.panel.kid, ring.person(person).kid])).toEqual([]);
    // The twin: the same search finds a key that does stand there.
    const kek = await readFile(join(folder, 'kek-1'), 'utf8');
    expect(found(Buffer.from(kek, 'base64'))).toBe(true);
  });

  it('is refused while nobody could open it, and once nobody can any more', async () => {
    const vault = await keys.vault();
    const refused = async () => {
      const failure = await failureOf(vault.keyring(newStream(), 'intake', []));
      expect(failure).toBeInstanceOf(Unavailable);
      expect(failure.message).toContain('intake has no officer');
    };
    await refused();
    await officers.enrol('cay', 'intake', annWords);
    await vault.keyring(newStream(), 'intake', []);
    await officers.dismiss('cay', 'intake');
    await refused();
  });

  it('is written under new keys after a restart, and both open', async () => {
    const [before, after] = [await keys.vault(), await keys.vault()];
    const [person, stream] = [randomUUID(), newStream()];
    const events = [
      await recorded(before, person, stream),
      await recorded(before, person, stream),
      await recorded(after, person, stream),
    ];
    const [first, second, third] = events.map((event) => kidsOf(event));
    expect(second).toEqual(first);
    // Of the three keys only the one of `procedure` is the same.
    expect(third?.filter((kid) => first?.includes(kid))).toHaveLength(1);
    for (const event of events) expect(await read(event, after, ann)).toEqual(event.data);
    const { keys: counts, officers: enrolled } = await listKeys(keys.parts);
    const level2 = counts.filter(({ level }) => level === 2);
    expect(level2.map((k) => [k.audience, k.class, k.kek])).toContainEqual([
      'support',
      'panel',
      null,
    ]);
    expect(enrolled).toEqual([{ audience: 'support', count: 1 }]);
  });

  it('is forgotten with its row, and the next one is sealed under another key', async () => {
    const vault = await keys.vault();
    const person = randomUUID();
    const event = await recorded(vault, person);
    expect(await read(event, vault, ann)).toEqual(event.data);
    await keys.pool.query('delete from content_key where holder = $1', [`person:${person}`]);
    const held = await read(event, vault, ann);
    expect([held['need'], held['name']]).toEqual([canary, undefined]);
    const next = await recorded(vault, person);
    expect(await read(next, vault, ann)).toEqual(next.data);
  });

  it('is under a key that the writing process forgets after 15 minutes', async () => {
    const vault = await keys.vault();
    const stream = newStream();
    const kid = async () => (await vault.keyring(stream, 'support', [])).panel.kid;
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'Date'] });
    try {
      const first = await kid();
      jest.advanceTimersByTime(14 * 60_000);
      expect(await kid()).toBe(first);
      jest.advanceTimersByTime(60_000);
      expect(await kid()).not.toBe(first);
    } finally {
      jest.useRealTimers();
    }
  });

  it('is under one key for callers at once, and under the next after a thousand', async () => {
    const vault = await keys.vault();
    const stream = newStream();
    const kid = async () => (await vault.keyring(stream, 'support', [])).panel.kid;
    expect(new Set(await Promise.all(Array.from({ length: 50 }, kid))).size).toBe(1);
    const kids = new Set<string>();
    for (let i = 0; i < 1000; i += 1) kids.add(await kid());
    expect(kids.size).toBe(2);
  });
});

describe('officers', () => {
  it('read what was sealed before they were admitted, and nothing once dismissed', async () => {
    const vault = await keys.vault();
    const old = await recorded(vault);
    await officers.enrol('bob', 'support', bobWords.normalize('NFC'));
    // However a keyboard composes it.
    const bob = await officers.unlock('bob', 'support', bobWords.normalize('NFD'));
    // New events are for both at once; the old one is not.
    const between = await recorded(vault);
    expect(await read(between, vault, bob)).toEqual(between.data);
    expect(await read(old, vault, bob)).not.toHaveProperty('need');
    expect(await ann.admit('bob')).toBeGreaterThanOrEqual(2);
    expect(await ann.admit('bob')).toBe(0);
    expect(await read(old, vault, bob)).toEqual(old.data);
    // A session that is open when its officer goes opens nothing from then on.
    expect(await officers.dismiss('bob', 'support')).toBe(true);
    const later = await recorded(vault);
    for (const event of [old, between, later]) {
      expect(await read(event, vault, bob)).not.toHaveProperty('need');
      expect(await read(event, vault, ann)).toEqual(event.data);
    }
    const { rows } = await keys.pool.query('select distinct officer from sealed_key');
    expect(rows).toHaveLength(1);
    bob.close();
    // Enrolled again is another officer: what was sealed to the first stays closed until somebody admits.
    await officers.enrol('bob', 'support', bobWords);
    const again = await officers.unlock('bob', 'support', bobWords);
    const next = await recorded(vault);
    expect(await read(next, vault, again)).toEqual(next.data);
    expect(await read(old, vault, again)).not.toHaveProperty('need');
    again.close();
    await officers.dismiss('bob', 'support');
  });

  it('get one answer after the same work for a wrong passphrase, account or audience', async () => {
    const tries = [
      ['ann', 'support', bobWords],
      ['nobody', 'support', annWords],
      ['ann', 'intake', annWords],
    ] as const;
    const messages = new Set<string>();
    for (const [account, audience, words] of tries) {
      const from = performance.now();
      const failure = await failureOf(officers.unlock(account, audience, words));
      // The derivation takes more than this anywhere; without it, the answer comes within a few milliseconds.
      expect(performance.now() - from).toBeGreaterThan(80);
      expect(failure).toBeInstanceOf(Invalid);
      messages.add(failure.message);
    }
    expect([...messages]).toEqual([
      'passphrase: does not open the key of an officer of this audience',
    ]);
  });

  it('need a passphrase of some length, an audience that has officers, and one place', async () => {
    for (const [account, audience, words] of [
      ['bob', 'support', 'eleven char'],
      ['bob', 'case', annWords],
      ['ann', 'support', bobWords],
    ] as const) {
      expect(await failureOf(officers.enrol(account, audience, words))).toBeInstanceOf(Invalid);
    }
    expect(await officers.dismiss('nobody', 'support')).toBe(false);
    expect(await failureOf(ann.admit('nobody'))).toBeInstanceOf(Invalid);
  });

  it('are not made by whoever has the database alone', async () => {
    await withClient(keys.databases.keys.owner, (client) =>
      client.query(
        `insert into officer select gen_random_uuid(), 'mallory', audience, decode(repeat('42', 32), 'hex'),
           proof, salt, private_key, now() from officer where account = 'ann'`,
      ),
    );
    const vault = await keys.vault();
    const failure = await failureOf(vault.keyring(newStream(), 'support', []));
    expect(failure).toBeInstanceOf(Misconfigured);
    expect(failure.message).toContain('was not enrolled by this installation');
    await officers.dismiss('mallory', 'support');
    await vault.keyring(newStream(), 'support', []);
  });

  it('have rows that fit no other key', async () => {
    const vault = await keys.vault();
    const [one, other] = [await recorded(vault), await recorded(vault)].map(
      (event) => JSON.parse(event.body).enc,
    );
    const [a, b] = [one, other].map((enc) => Object.keys(enc).at(-1));
    await keys.pool.query(
      'update sealed_key set wrapped = (select wrapped from sealed_key where kid = $1) where kid = $2',
      [a, b],
    );
    expect(await failureOf(ann.keys([b ?? '']))).toBeInstanceOf(Misconfigured);
    await keys.pool.query('delete from content_key where kid = $1', [b]);
  });
});

describe('a session', () => {
  it('ends 15 minutes after its last use, and leaves nothing in memory', async () => {
    const { panel: key } = await (await keys.vault()).keyring(newStream(), 'support', []);
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'Date'] });
    try {
      const session = await officers.unlock('ann', 'support', annWords);
      const [opened] = await session.keys([key.kid]);
      expect(opened?.key.equals(key.key)).toBe(true);
      for (let i = 0; i < 2; i += 1) {
        jest.advanceTimersByTime(14 * 60_000);
        expect(await session.keys([key.kid])).toHaveLength(1);
      }
      jest.advanceTimersByTime(15 * 60_000);
      expect(opened?.key.equals(Buffer.alloc(32))).toBe(true);
      expect(await failureOf(session.keys([key.kid]))).toBeInstanceOf(Unavailable);
      expect(await failureOf(session.admit('ann'))).toBeInstanceOf(Unavailable);
    } finally {
      jest.useRealTimers();
    }
  });

  it('goes on through a rotation, and so does the process that seals', async () => {
    const vault = await keys.vault();
    const before = await vault.keyring(newStream(), 'support', []);
    await rotate(keys.parts);
    const after = await vault.keyring(newStream(), 'support', []);
    const opened = await ann.keys([before.panel.kid, after.panel.kid]);
    expect(opened.map(hex)).toEqual([before.panel, after.panel].map(hex));
    const { rows } = await keys.pool.query('select distinct kek from sealed_key');
    expect(rows).toEqual([{ kek: 2 }]);
  });
});
