import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Corrupt } from '#kernel';
import {
  allKeys,
  bo,
  full,
  keyNamed,
  mei,
  sealed,
  seededRandom,
  small,
} from '../../../../test/language/sealing.js';
import { decryptWindows, encryptWindows, type Ciphertext } from './cipher.js';
import { kidsOf, openedData, openStored, presentationOf } from './stored.js';
import { openLeaf, splitPresentation } from './verify.js';

const without = (...kids: string[]) => allKeys.filter(({ kid }) => !kids.includes(kid));
const bytes = (base64: string) => Buffer.from(base64, 'base64');
const fails = (work: () => unknown) => {
  let failed = false;
  try {
    work();
  } catch {
    failed = true; // errors of node:crypto are of another realm in Jest
  }
  return failed;
};

describe('a ciphertext', () => {
  const eventId = 'e1';
  const key = keyNamed('k_1');
  const encrypt = (windows: Record<string, string>) =>
    encryptWindows(windows, key, eventId, seededRandom());

  it('is one for each key, over all windows of that key', () => {
    expect(Object.keys(sealed().content.enc).sort()).toEqual(allKeys.map(({ kid }) => kid).sort());
    expect(Object.keys(sealed(small).content.enc)).toEqual(['k_procedure']);
  });

  it('comes in steps of 256 bytes, at least one', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000 }), (value) => {
        const { length } = bytes(encrypt({ '/data/x': value }).ct);
        expect(length % 256).toBe(0);
        expect(length).toBeGreaterThan(0);
        expect(length - value.length * 7).toBeLessThan(512);
      }),
    );
  });

  it('has the same length for short values of different lengths', () => {
    const lengths = ['', 'a', 'no', 'yes', 'a'.repeat(200)].map(
      (value) => bytes(encrypt({ '/data/x': value }).ct).length,
    );
    expect(new Set(lengths)).toEqual(new Set([256]));
  });

  it('opens at the edges of a step', () => {
    for (let n = 225; n < 260; n += 1) {
      const windows = { '/data/x': 'a'.repeat(n) };
      expect(decryptWindows(encrypt(windows), key, eventId)).toEqual(windows);
    }
  });

  it('does not open in another event, under another key id or key, or changed by a bit', () => {
    const one = encrypt({ '/data/x': 'secret' });
    const flip = (text: string) => {
      const changed = bytes(text);
      changed.writeUInt8(changed.readUInt8(0) ^ 1, 0);
      return changed.toString('base64');
    };
    expect(decryptWindows(one, key, eventId)).toEqual({ '/data/x': 'secret' });
    const opens: [string, () => unknown][] = [
      ['event', () => decryptWindows(one, key, 'e2')],
      ['kid', () => decryptWindows(one, { ...key, kid: 'k_2' }, eventId)],
      ['key', () => decryptWindows(one, { ...key, key: keyNamed('k_2').key }, eventId)],
      ['ct', () => decryptWindows({ ...one, ct: flip(one.ct) }, key, eventId)],
      ['iv', () => decryptWindows({ ...one, iv: flip(one.iv) }, key, eventId)],
      ['tag', () => decryptWindows({ ...one, tag: flip(one.tag) }, key, eventId)],
    ];
    for (const [what, work] of opens) expect([what, fails(work)]).toEqual([what, true]);
  });

  it('does not open with its tag cut short', () => {
    const one = encrypt({ '/data/x': 'secret' });
    for (const length of [4, 8, 12, 15]) {
      const tag = bytes(one.tag).subarray(0, length).toString('base64');
      expect(fails(() => decryptWindows({ ...one, tag }, key, eventId))).toBe(true);
    }
  });

  it('is bound to its place by the event id and the key id and not by the key alone', () => {
    // The same key under two ids and in two events: only AAD and the derived key tell them apart.
    const key2 = { kid: 'k_2', key: key.key };
    const moved = encryptWindows({ '/data/x': 'v' }, key2, eventId, seededRandom());
    expect(fails(() => decryptWindows(moved, key, eventId))).toBe(true);
    expect(moved.ct).toBe(encrypt({ '/data/x': 'v' }).ct);
    expect(moved.tag).not.toBe(encrypt({ '/data/x': 'v' }).tag);
    const other = encryptWindows({ '/data/x': 'v' }, key, 'e2', seededRandom());
    expect(other.ct).not.toBe(encrypt({ '/data/x': 'v' }).ct);
  });
});

describe('opening a stored event', () => {
  const told = { ...full.data, story: full.data.story?.map(({ text }) => text) };

  const less = (...names: string[]) =>
    Object.fromEntries(Object.entries(told).filter(([name]) => !names.includes(name)));

  it('gives back what was recorded', () => {
    expect(openedData(openStored(sealed(), allKeys).windows)).toEqual(told);
    expect(openedData(openStored(sealed(small), allKeys).windows)).toEqual(small.data);
  });

  it('gives back any text to the character', () => {
    const words = fc.string({ unit: 'binary', maxLength: 300 }).filter((s) => s.isWellFormed());
    fc.assert(
      fc.property(words, fc.array(words, { minLength: 1, maxLength: 9 }), (remark, story) => {
        const data = { place: remark, kind: remark, remark };
        const event = {
          type: 'test.Noted',
          data: { ...data, story: story.map((text) => ({ text })) },
        };
        const opened = openedData(openStored(sealed(event), allKeys).windows);
        expect(opened).toEqual({ ...data, story });
      }),
      { numRuns: 60 },
    );
  });

  it('opens without a key what is in clear, and names the keys of the rest', () => {
    const { windows, lockedKids } = openStored(sealed());
    expect(openedData(windows)).toEqual({ place: '上海', hint: 'third floor' });
    expect([...lockedKids].sort()).toEqual(allKeys.map(({ kid }) => kid).sort());
    expect([...kidsOf(sealed())].sort()).toEqual(allKeys.map(({ kid }) => kid).sort());
  });

  it('leaves closed what is about a person whose key is gone, and opens the rest', () => {
    const { windows, lockedKids } = openStored(sealed(), without(`k_${mei}`));
    expect(openedData(windows)).toEqual({
      ...less('name'),
      story: ['Present: ', null, ' and ', '王波', '.'],
    });
    expect(lockedKids).toEqual([`k_${mei}`]);
  });

  it('opens the rest when the key of the panel is gone, on which narratives hang', () => {
    const { windows } = openStored(sealed(), without('k_panel'));
    expect(openedData(windows)).toEqual(less('story', 'remark'));
    const alone = openStored(sealed(), [keyNamed(`k_${bo}`)]);
    expect(openedData(alone.windows)).toEqual({ place: '上海', hint: 'third floor' });
  });

  it('refuses a body that is not of this leaf', () => {
    const one = sealed();
    const other = sealed(small, {}, { random: seededRandom('other') });
    const with_ = (change: object) => JSON.stringify({ ...one.content, ...change });
    const first = Object.values(one.content.d)[0] ?? '';
    const bodies = [
      other.body,
      with_({ ev: other.content.ev }),
      with_({ d: { ...one.content.d, '/data/place': other.content.d['/data/place'] } }),
      with_({ d: { ...one.content.d, '/extra': '["c2FsdA","x","y"]' } }),
      with_({ d: { ...one.content.d, '/again': first } }),
      with_({ enc: { ...one.content.enc, k_panel: other.content.enc['k_procedure'] } }),
      'not JSON',
    ];
    for (const body of bodies) expect(() => openStored({ ...one, body }, allKeys)).toThrow(Corrupt);
    expect(() => openStored({ ...one, eventId: 'another' }, allKeys)).toThrow(Corrupt);
    expect(() => kidsOf({ ...one, body: '{' })).toThrow(Corrupt);
  });

  it('names no value in what it throws', () => {
    const one = sealed();
    const d = { ...one.content.d, '/data/place': '["c2FsdA","place","北京"]' };
    expect(() =>
      openStored({ ...one, body: JSON.stringify({ ...one.content, d }) }, allKeys),
    ).toThrow(/^(?!.*(北京|上海)).*does not open its leaf/);
  });

  it('refuses a window that is sealed under another key than is committed', () => {
    // A writer who keeps a copy of a person's window under the panel's key: erasing the person would erase nothing.
    const one = sealed();
    const personal = `k_${mei}`;
    const open_ = (kid: string) =>
      decryptWindows(one.content.enc[kid] as Ciphertext, keyNamed(kid), one.eventId);
    const both = { ...open_('k_panel'), ...open_(personal) };
    const enc = Object.fromEntries(
      Object.entries(one.content.enc).filter(([kid]) => kid !== personal),
    );
    const body = JSON.stringify({
      ...one.content,
      enc: {
        ...enc,
        k_panel: encryptWindows(both, keyNamed('k_panel'), one.eventId, seededRandom()),
      },
    });
    expect(() => openStored({ ...one, body }, allKeys)).toThrow(Corrupt);
  });
});

describe('the public presentation', () => {
  it('shows the open windows of a public event and never the exact time, stream or place in it', () => {
    const { entry, texts } = splitPresentation(
      presentationOf(sealed(), 'public', ['place', 'hint']),
    );
    const { windows } = openLeaf(entry, texts);
    expect([...windows.keys()].sort()).toEqual(
      ['', '/actor', '/actor/role', '/data', '/data/hint', '/data/place', '/pub', '/type'].sort(),
    );
  });

  it('shows of a sealed event its leaf alone', () => {
    const event = sealed(full, { vis: 'sealed', pub: null });
    expect(presentationOf(event, 'sealed', ['place', 'hint'])).toBe(`${event.leaf}~`);
  });
});
