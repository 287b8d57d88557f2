import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { aliasTag, caseStream, eventIdOf, uuidV5 } from './naming.js';
import { unwrap, wrap } from './wrapping.js';

const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
const key = (seed: string) => createHash('sha256').update(seed).digest();
const fails = (work: () => unknown) => {
  try {
    work();
    return false;
  } catch {
    return true; // errors of node:crypto are of another realm in Jest
  }
};

describe('ids', () => {
  it('of version 5 are those of RFC 9562, A.4', () => {
    expect(uuidV5(dns, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
    expect(uuidV5(dns, 'python.org')).toBe('886313e1-3b8a-5372-9b90-0c9aee199e5d');
  });

  it('of events are fixed by log, command and place in it', () => {
    expect(eventIdOf('a.example/log', 'c1', 0)).toBe(
      uuidV5(uuidV5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'a.example/log'), 'c1/0'),
    );
    const ids = ['a', 'b'].flatMap((log) =>
      ['c1', 'c2'].flatMap((command) => [0, 1, 10].map((n) => eventIdOf(log, command, n))),
    );
    expect(new Set(ids).size).toBe(12);
  });

  it('of cases are one to one with the reference, of version 8, and bound to the naming key', () => {
    const form = /^case-[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const [one, two] = [caseStream(key('n'), a), caseStream(key('n'), b)];
        expect(one).toMatch(form);
        expect(one === two).toBe(a === b);
        expect(caseStream(key('n'), a)).toBe(one);
        expect(caseStream(key('m'), a)).not.toBe(one);
      }),
    );
  });

  it('of names differ by scope and key, and no case stream is an alias', () => {
    const tags = [
      aliasTag(key('n'), 's', 'Lin'),
      aliasTag(key('n'), 't', 'Lin'),
      aliasTag(key('m'), 's', 'Lin'),
      aliasTag(key('n'), 's', 'lin'),
    ].map((tag) => tag.toString('hex'));
    expect(new Set(tags).size).toBe(4);
    expect(aliasTag(key('n'), 's', 'Lin').toString('hex')).toBe(tags[0]);
  });
});

describe('a wrapped key', () => {
  const wrapped = wrap(key('data'), 'k_1', key('kek'));

  it('unwraps to the key, and shows nothing of it', () => {
    expect(unwrap(wrapped, 'k_1', key('kek')).equals(key('data'))).toBe(true);
    expect(wrapped).toHaveLength(12 + 16 + 32);
    expect(wrapped.includes(key('data').subarray(0, 8))).toBe(false);
    expect(wrap(key('data'), 'k_1', key('kek')).equals(wrapped)).toBe(false);
  });

  it('does not unwrap under another id or key-encryption key', () => {
    expect(fails(() => unwrap(wrapped, 'k_2', key('kek')))).toBe(true);
    expect(fails(() => unwrap(wrapped, 'k_1', key('other')))).toBe(true);
  });

  it('does not unwrap with any byte changed or cut off', () => {
    for (let at = 0; at < wrapped.length; at += 1) {
      const changed = Buffer.from(wrapped);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect([at, fails(() => unwrap(changed, 'k_1', key('kek')))]).toEqual([at, true]);
      expect([at, fails(() => unwrap(wrapped.subarray(0, at), 'k_1', key('kek')))]).toEqual([
        at,
        true,
      ]);
    }
  });
});
