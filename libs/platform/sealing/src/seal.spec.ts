import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  allKeys,
  bo,
  full,
  keyNamed,
  mei,
  Noted,
  sealed,
  seededRandom,
  small,
  testEnvelope,
} from '../../../../test/language/sealing.js';
import { now } from '../../../../test/language/given.js';
import { decryptWindows } from './cipher.js';
import { digestOf, isDecoy, slots } from './disclosure.js';
import { openStored } from './stored.js';

const partsOf = (leaf: string) =>
  leaf.split('.').map((part) => Buffer.from(part, 'base64url').toString('utf8'));
const payloadOf = (leaf: string) => JSON.parse(partsOf(leaf)[1] ?? '') as Record<string, unknown>;
const parse = (text: string | undefined) => JSON.parse(text ?? '') as [string, string, never];
const saltOf = (text: string | undefined) => Buffer.from(parse(text)[0], 'base64url').length;

/** Every window of an event by path, decrypted. */
const windowsOf = ({ content, eventId }: ReturnType<typeof sealed>) =>
  Object.entries(content.enc).reduce<Record<string, string>>(
    (all, [kid, sealedBytes]) => ({
      ...all,
      ...decryptWindows(sealedBytes, keyNamed(kid), eventId),
    }),
    { ...content.d },
  );

describe('a leaf', () => {
  it('has exactly this header', () => {
    expect(partsOf(sealed().leaf)[0]).toBe(
      '{"alg":"EdDSA","kid":"seal-1","typ":"investigation-event+sd-jwt"}',
    );
  });

  it('has exactly these members in this order, and one digest, of ev', () => {
    const event = sealed();
    expect(partsOf(event.leaf)[1]).toBe(
      `{"_sd":["${digestOf(event.content.ev)}"],"_sd_alg":"sha-256","iat":1772415000,"iss":"test.example/log","vis":"public"}`,
    );
  });

  it('tells the start of the sealing window and no more', () => {
    const at = (ms: number) => payloadOf(sealed(full, { recordedAt: ms }).leaf)['iat'];
    const start = Math.floor(now / 900_000) * 900_000;
    for (const ms of [0, 1, 450_000, 899_999]) expect(at(start + ms)).toBe(start / 1000);
    expect(at(start + 900_000)).toBe(start / 1000 + 900);
    expect(at(start - 1)).toBe(start / 1000 - 900);
  });

  it('has one length, whatever is in the event', () => {
    const words = fc.string({ unit: 'grapheme', maxLength: 2000 }).filter((s) => s.isWellFormed());
    const length = sealed().leaf.length;
    fc.assert(
      fc.property(
        words,
        fc.option(words, { nil: undefined }),
        fc.array(words, { minLength: 1, maxLength: 40 }),
        fc.boolean(),
        fc.nat(10_000),
        (place, remark, story, isPublic, version) => {
          const event = {
            type: 'test.Noted',
            data: { place, kind: place, remark, story: story.map((text) => ({ text })) },
          };
          const one = sealed(event, {
            vis: isPublic ? 'public' : 'sealed',
            pub: isPublic ? testEnvelope.pub : null,
            version,
          });
          expect(one.leaf).toHaveLength(length);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the commitments of an event', () => {
  it('fill eleven slots, always, sorted by digest with their names beside', () => {
    const bare = sealed(small, { vis: 'sealed', pub: null, command: null });
    for (const event of [sealed(), bare]) {
      const { _sd, sd_names: names } = parse(event.content.ev)[2] as {
        _sd: string[];
        sd_names: string[];
      };
      expect([...names].sort()).toEqual([...slots].sort());
      expect(_sd).toHaveLength(11);
      expect(_sd).toEqual([..._sd].sort());
      const windows = windowsOf(event);
      names.forEach((name, i) => {
        expect(digestOf(windows[`/${name}`] ?? '')).toBe(_sd[i]);
      });
    }
  });

  it('list every field of the schema in data, present or not', () => {
    const { sd_names: names } = parse(sealed(small).content.d['/data'])[2] as {
      sd_names: string[];
    };
    expect([...names].sort()).toEqual(Object.keys(Noted.fields).sort());
  });

  it('order names by digest, so that the order is another in each event', () => {
    const orders = ['a', 'b', 'c'].map((seed) => {
      const { content } = sealed(full, {}, { random: seededRandom(seed) });
      return (parse(content.ev)[2] as { sd_names: string[] }).sd_names.join();
    });
    expect(new Set(orders).size).toBe(3);
  });

  it('are salted with 16 bytes, and with 64 for ev, personal fields and pieces of narratives', () => {
    const event = sealed();
    const windows = windowsOf(event);
    expect(saltOf(event.content.ev)).toBe(64);
    const long = Object.keys(windows).filter(
      (path) => path !== '/oat' && saltOf(windows[path]) === 64,
    );
    expect(long.sort()).toEqual([
      '/data/name',
      '/data/story/0',
      '/data/story/1',
      '/data/story/2',
      '/data/story/3',
      '/data/story/4',
    ]);
    for (const path of Object.keys(windows)) {
      if (!long.includes(path) && path !== '/oat') expect(saltOf(windows[path])).toBe(16);
    }
    const salts = Object.values(windows).map((text) => text.slice(0, 24));
    expect(new Set(salts).size).toBe(salts.length);
  });

  it('of absent values are decoys that open as nothing', () => {
    const event = sealed(small, { command: null, pub: null, vis: 'sealed' });
    const windows = windowsOf(event);
    const absent = ['/oat', '/corr', '/pub', '/data/hint', '/data/name', '/data/story'];
    for (const path of absent) expect(isDecoy(windows[path] ?? '[')).toBe(true);
    const opened = openStored(event, allKeys);
    for (const path of absent) expect(opened.windows.has(path)).toBe(false);
    expect(opened.lockedKids).toEqual([]);
  });

  it('say which key seals what, and every sealed window is said', () => {
    const event = sealed();
    const kids = parse(event.content.d['/kids'])[2] as Record<string, string>;
    const sealedPaths = Object.keys(windowsOf(event)).filter((p) => !(p in event.content.d));
    expect(Object.keys(kids).sort()).toEqual(sealedPaths.sort());
    expect(kids).toMatchObject({
      '/data/kind': 'k_procedure',
      '/data/remark': 'k_panel',
      '/data/name': `k_${mei}`,
      '/data/story': 'k_panel',
      '/data/story/1': `k_${mei}`,
      '/data/story/3': `k_${bo}`,
    });
  });

  it('leave nothing in clear but open fields and the structure', () => {
    const { body, content } = sealed();
    expect(Object.keys(content.d).sort()).toEqual(
      [
        ...['/type', '/stream', '/rev', '/eid', '/rat', '/actor', '/actor/role', '/pub', '/data'],
        ...['/kids', '/data/place', '/data/hint'],
      ].sort(),
    );
    for (const secret of ['李晓梅', '王波', 'interview', 'calm', testEnvelope.actor.id])
      expect(body).not.toContain(secret);
  });
});

const vectors = join(process.cwd(), '../shared/vectors/tlog-vectors.json');
const withVectors = existsSync(vectors);
describe('digests', () => {
  (withVectors ? it : it.skip)(
    `are those of RFC 9901${withVectors ? '' : ' (skipped: no ../shared/vectors)'}`,
    () => {
      type Vector = { disclosure: string; digest: string };
      const { sd_jwt } = JSON.parse(readFileSync(vectors, 'utf8')) as {
        sd_jwt: { property: Vector; array_element: Vector };
      };
      for (const { disclosure, digest } of [sd_jwt.property, sd_jwt.array_element]) {
        expect(digestOf(Buffer.from(disclosure, 'base64url').toString('utf8'))).toBe(digest);
      }
    },
  );
});
