import { describe, expect, it } from '@jest/globals';
import { SDJwtInstance } from '@sd-jwt/core';
import { compactVerify, importJWK } from 'jose';
import { createHash } from 'node:crypto';
import type { Json } from '#kernel';
import {
  full,
  jwkOf,
  keyNamed,
  sealed,
  seededRandom,
  small,
  testSigner,
} from '../../../../test/language/sealing.js';
import { now } from '../../../../test/language/given.js';
import { decryptWindows, type Ciphertext } from './cipher.js';
import {
  commitElement,
  commitField,
  committedObject,
  decoy,
  digestOf,
  slots,
  type Commitment,
} from './disclosure.js';
import { signLeaf } from './signer.js';
import { presentationOf } from './stored.js';
import {
  joinPresentation,
  NotGenuine,
  openLeaf,
  readLeaf,
  splitPresentation,
  verifyLeafSignature,
} from './verify.js';

const signer = testSigner();
const jwks = [jwkOf(signer)];
const random = seededRandom('issuer');
const salt = () => random(16);
const b64 = (text: string) => Buffer.from(text, 'utf8').toString('base64url');

const ruleOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof NotGenuine ? error.rule : 'another error';
  }
  return 'accepted';
};

const read = (presentation: string) => {
  const { entry, texts } = splitPresentation(presentation);
  verifyLeafSignature(entry, jwks);
  return openLeaf(entry, texts);
};

/** An issuer who signs whatever is put before it. */
const issue = (ev: Commitment) => signLeaf(ev.digest, 'public', now, signer);
const issueValue = (value: Json) => {
  const ev = commitField('ev', value, random(64));
  return { entry: issue(ev), ev: ev.text };
};
const filled = (over: Record<string, Commitment> = {}): Record<string, Commitment> => ({
  ...Object.fromEntries(slots.map((name) => [name, decoy(random)])),
  ...over,
});
const issueSlots = (over: Record<string, Commitment>) => issueValue(committedObject(filled(over)));

/** One event whose `data` is this value. */
const issueData = (value: Json) => {
  const data = commitField('data', value, salt());
  return { ...issueSlots({ data }), data: data.text };
};
const openData = (value: Json, ...texts: string[]) => {
  const { entry, ev, data } = issueData(value);
  return ruleOf(() => openLeaf(entry, [ev, data, ...texts]));
};

describe('a presentation', () => {
  const presentation = presentationOf(sealed(small), 'public', ['place', 'hint']);

  it('opens as it was issued', () => {
    expect(read(presentation).windows.get('/data/place')).toBe('x');
  });

  it('is refused with any one byte changed', () => {
    const accepted: string[] = [];
    for (let at = 0; at < presentation.length; at += 1) {
      const byte = presentation.charCodeAt(at);
      const changes = [String.fromCharCode(byte ^ 1), 'A', '_', '~', '.', '=', ' '];
      for (const change of changes) {
        if (change === presentation[at]) continue;
        const changed = presentation.slice(0, at) + change + presentation.slice(at + 1);
        if (ruleOf(() => read(changed)) === 'accepted') accepted.push(`${at} ${change}`);
      }
    }
    expect(accepted).toEqual([]);
  });

  it('is refused with the padding bits of a part changed, which decode to the same bytes', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const parts = presentation.split(/(?<=[.~])/);
    let tried = 0;
    for (const [i, part] of parts.entries()) {
      const body = part.slice(0, -1);
      const last = body.at(-1) ?? '';
      if (body.length % 4 === 0) continue;
      const other = body.slice(0, -1) + (alphabet[alphabet.indexOf(last) ^ 1] ?? '');
      if (!Buffer.from(other, 'base64url').equals(Buffer.from(body, 'base64url'))) continue;
      tried += 1;
      const changed = parts.with(i, other + part.slice(-1)).join('');
      expect(ruleOf(() => read(changed))).not.toBe('accepted');
    }
    expect(tried).toBeGreaterThan(3);
  });

  it('may withhold windows, and then says which', () => {
    const { entry, texts } = splitPresentation(presentation);
    const less = texts.filter((text) => !text.includes('"place"') || text.includes('sd_names'));
    const opened = openLeaf(entry, less);
    expect(opened.windows.has('/data/place')).toBe(false);
    expect(opened.withheld).toContain('/data/place');
  });

  it('is refused without its last tilde, or with a part of a leaf missing', () => {
    expect(ruleOf(() => splitPresentation(presentation.slice(0, -1)))).toBe('form');
    const [header, payload] = presentation.split('.');
    expect(ruleOf(() => readLeaf(`${String(header)}.${String(payload)}`))).toBe('form');
    expect(ruleOf(() => readLeaf(`${String(header)}.${String(payload)}.`))).toBe('form');
  });

  it('is refused with bytes that are not UTF-8, even where they read as the committed text', () => {
    const type = commitField('type', '\ufffd', salt());
    const { entry, ev } = issueSlots({ type });
    const good = joinPresentation(entry, [ev, type.text]);
    expect(ruleOf(() => read(good))).toBe('accepted');
    const raw = Buffer.from(type.text, 'utf8');
    const cut = raw.indexOf(Buffer.from('\ufffd', 'utf8'));
    const other = Buffer.concat([raw.subarray(0, cut), Buffer.of(0xff), raw.subarray(cut + 3)]);
    expect(ruleOf(() => read(`${entry}~${b64(ev)}~${other.toString('base64url')}~`))).toBe(
      'round-trip',
    );
  });
});

describe('the signature', () => {
  const { leaf } = sealed();
  const [header, payload, signature] = leaf.split('.') as [string, string, string];

  it('is that of the key that the log names', () => {
    expect(
      ruleOf(() => {
        verifyLeafSignature(leaf, jwks);
      }),
    ).toBe('accepted');
  });

  it('does not pass with another key, an unknown kid, or another payload', () => {
    const stranger = testSigner('stranger');
    const verify = (entry: string, keys = jwks) =>
      ruleOf(() => {
        verifyLeafSignature(entry, keys);
      });
    expect(verify(leaf, [jwkOf(stranger)])).toBe('signature');
    expect(verify(leaf, [])).toBe('signature');
    expect(verify(sealed(full, {}, { signer: testSigner('seal-1', 900, 'seal-2') }).leaf)).toBe(
      'signature',
    );
    const said = Buffer.from(payload, 'base64url').toString('utf8');
    const changed = b64(said.replace('"public"', '"sealed"'));
    expect(verify(`${header}.${changed}.${signature}`)).toBe('signature');
  });

  it('is under one header only', () => {
    const with_ = (text: string) => ruleOf(() => readLeaf(`${b64(text)}.${payload}.${signature}`));
    expect(with_('{"alg":"none","kid":"seal-1","typ":"investigation-event+sd-jwt"}')).toBe('form');
    expect(with_('{"kid":"seal-1","alg":"EdDSA","typ":"investigation-event+sd-jwt"}')).toBe('form');
    expect(
      with_('{"alg":"EdDSA","crit":[],"kid":"seal-1","typ":"investigation-event+sd-jwt"}'),
    ).toBe('form');
    expect(with_('{"alg":"EdDSA", "kid":"seal-1","typ":"investigation-event+sd-jwt"}')).toBe(
      'round-trip',
    );
  });

  it('is under one payload form only', () => {
    const d = 'A'.repeat(43);
    const with_ = (text: string) => ruleOf(() => readLeaf(`${header}.${b64(text)}.${signature}`));
    const rest = '"_sd_alg":"sha-256","iat":1,"iss":"o","vis":"public"}';
    expect(with_(`{"_sd":["${d}"],${rest}`)).toBe('accepted');
    expect(with_(`{"_sd":["${d}","${d}"],${rest}`)).toBe('form');
    expect(with_(`{"_sd":[],${rest}`)).toBe('form');
    expect(with_(`{"_sd":["${d}"],"_sd_alg":"sha-256","iat":1.5,"iss":"o","vis":"public"}`)).toBe(
      'form',
    );
    expect(with_(`{"_sd":["${d}"],"_sd_alg":"sha-1","iat":1,"iss":"o","vis":"public"}`)).toBe(
      'form',
    );
    expect(with_(`{"_sd":["${d}"],"_sd_alg":"sha-256","iat":1,"iss":"o","vis":"secret"}`)).toBe(
      'form',
    );
    expect(
      with_(`{"_sd":["${d}"],"_sd_alg":"sha-256","iat":1,"iat":1,"iss":"o","vis":"public"}`),
    ).toBe('round-trip');
    expect(
      with_(`{"_sd":["${d}"],"_sd_alg":"sha-256","extra":1,"iat":1,"iss":"o","vis":"public"}`),
    ).toBe('form');
  });
});

describe('windows', () => {
  it('that the leaf does not commit, or that come twice, are refused', () => {
    const type = commitField('type', 'a', salt());
    const { entry, ev } = issueSlots({ type });
    expect(ruleOf(() => openLeaf(entry, [ev, type.text]))).toBe('accepted');
    expect(ruleOf(() => openLeaf(entry, [ev, type.text, type.text]))).toBe('unreferenced');
    expect(ruleOf(() => openLeaf(entry, [ev, commitField('type', 'a', salt()).text]))).toBe(
      'unreferenced',
    );
    expect(ruleOf(() => openLeaf(entry, [type.text]))).toBe('unreferenced');
  });

  it('whose digest stands at two places are refused', () => {
    const shared = commitField('a', 'v', salt());
    const inner = commitField('x', committedObject({ a: shared }), salt());
    expect(openData(committedObject({ a: shared, x: inner }), inner.text, shared.text)).toBe(
      'slot',
    );
    const element = commitElement('v', salt());
    const twice = [{ '...': element.digest }, { '...': element.digest }];
    expect(openData(twice, element.text)).toBe('slot');
  });

  it('nested deeper than four are refused', () => {
    const nest = (levels: number): Commitment[] => {
      if (levels === 0) return [commitField('a', 'v', salt())];
      const below = nest(levels - 1);
      return [commitField('a', committedObject({ a: below[0] as Commitment }), salt()), ...below];
    };
    const at = (levels: number) => {
      const chain = nest(levels);
      return openData(
        committedObject({ a: chain[0] as Commitment }),
        ...chain.map(({ text }) => text),
      );
    };
    expect(at(2)).toBe('accepted');
    expect(at(3)).toBe('form');
  });

  it('that are no disclosure are refused', () => {
    for (const text of ['[]', '["s"]', '["s","type"]', '["s","type",1,2]', '[1,"type","a"]', '[']) {
      const type = { text, digest: digestOf(text) };
      const { entry, ev } = issueSlots({ type });
      expect(['form', 'slot']).toContain(ruleOf(() => openLeaf(entry, [ev, text])));
    }
  });

  it('that another parser may read otherwise are refused', () => {
    const odd = [
      '["s","type",{"a":1,"a":2}]',
      '["s","type","\\u0061"]',
      '["s","type","\\/"]',
      '["s", "type","a"]',
      '["s","type","a"] ',
      '["s","type",1.0]',
      '["s","type",1e2]',
      '["s","type",-0]',
      '["s","type",9007199254740993]',
      '["s","type",{"b":1,"1":2}]',
      '["s","type","\\ud800"]',
      '["s","type",{"\\udc00":1}]',
    ];
    for (const text of odd) {
      const { entry, ev } = issueSlots({ type: { text, digest: digestOf(text) } });
      expect([text, ruleOf(() => openLeaf(entry, [ev, text]))]).toEqual([text, 'round-trip']);
    }
    // A backslash before the letters of an escape is text.
    const fine = commitField('type', '\\ud800 \\\\udfff', salt());
    const { entry, ev } = issueSlots({ type: fine });
    expect(ruleOf(() => openLeaf(entry, [ev, fine.text]))).toBe('accepted');
  });

  it('hold no commitment inside a value, where another reader would look', () => {
    const d = digestOf('x');
    const a = (value: Json) => {
      const field = commitField('a', value, salt());
      return openData(committedObject({ a: field }), field.text);
    };
    expect(a({ deep: { fine: [1, 'two', null] } })).toBe('accepted');
    for (const value of [
      { deep: { _sd: [d] } },
      { deep: [{ '...': d }] },
      { deep: { sd_names: ['a'] } },
      [{ '...': d, more: 1 }],
      [{ '...': 'short' }],
      [{ _sd: [d], sd_names: ['a'] }],
      { sd_names: ['a'] },
    ] as Json[]) {
      expect([value, a(value)]).toEqual([value, 'slot']);
    }
  });

  it('of a narrative are elements, and nothing but elements', () => {
    const element = commitElement('words', salt());
    expect(openData([{ '...': element.digest }], element.text)).toBe('accepted');
    const field = commitField('words', 'x', salt());
    expect(openData([{ '...': field.digest }], field.text)).toBe('slot');
    expect(openData(committedObject({ words: element }), element.text)).toBe('slot');
  });
});

describe('the slot rule', () => {
  const a = commitField('type', 'committee.MemberAppointed@1', salt());
  const b = commitField('type', 'committee.MemberRecused@1', salt());
  const [c, d] = [a.digest, b.digest].toSorted() as [string, string];
  const digests = (members: Record<string, Commitment>) =>
    committedObject(members) as { _sd: string[]; sd_names: string[] };

  it('lets one of two hidden openings of a name open, never the other', () => {
    const { _sd, sd_names: names } = digests(filled({ type: a }));
    const layouts: Record<string, Json> = {
      'twice the name': { _sd: [..._sd, b.digest], sd_names: [...names, 'type'] },
      'twice the name among eleven': {
        _sd: _sd.map((x, i) => (names[i] === 'oat' ? b.digest : x)),
        sd_names: names.map((x) => (x === 'oat' ? 'type' : x)),
      },
      'under another name': committedObject(filled({ type: a, oat: b })),
      'as a twelfth': { _sd: [..._sd, b.digest], sd_names: [...names, 'typeToo'] },
      'without a name': { _sd: [..._sd, b.digest], sd_names: names },
      'without names': { _sd: [c, d] },
      'beside a member in clear': { _sd, sd_names: names, type: 'committee.MemberRecused@1' },
    };
    for (const [layout, value] of Object.entries(layouts)) {
      const { entry, ev } = issueValue(value);
      const shown = [[a], [b], [a, b]].flatMap((texts) => {
        try {
          const { windows } = openLeaf(entry, [ev, ...texts.map(({ text }) => text)]);
          return [windows.get('/type')];
        } catch (error) {
          expect(error).toBeInstanceOf(NotGenuine);
          return [];
        }
      });
      const honest = layout === 'under another name' ? ['committee.MemberAppointed@1'] : [];
      expect([layout, shown]).toEqual([layout, honest]);
    }
  });

  it('asks for all eleven slots, and for an object of them', () => {
    const ten = Object.fromEntries(Object.entries(filled()).filter(([name]) => name !== 'oat'));
    const { entry, ev } = issueValue(committedObject(ten));
    expect(ruleOf(() => openLeaf(entry, [ev]))).toBe('slot');
    const more = issueValue(committedObject({ ...filled(), more: decoy(random) }));
    expect(ruleOf(() => openLeaf(more.entry, [more.ev]))).toBe('slot');
    const bare = issueValue('text');
    expect(ruleOf(() => openLeaf(bare.entry, [bare.ev]))).toBe('slot');
  });

  it('refuses names that could pretend to be a path, and digests that are none', () => {
    for (const name of ['a/b', '', '_sd', '...', '1', 'a b', '__proto__']) {
      const value = { _sd: [a.digest], sd_names: [name] };
      expect([name, openData(value)]).toEqual([name, 'slot']);
    }
    for (const digest of ['', 'x', `${a.digest}=`, 1]) {
      expect(openData({ _sd: [digest], sd_names: ['a'] })).toBe('slot');
    }
    expect(openData({ _sd: 'x', sd_names: 'y' })).toBe('slot');
  });

  it('never shows a decoy as a value', () => {
    const event = sealed(small);
    const windows = decryptWindows(
      event.content.enc['k_procedure'] as Ciphertext,
      keyNamed('k_procedure'),
      event.eventId,
    );
    const decoyText = windows['/data/hint'] ?? '';
    expect(decoyText).toMatch(/^[\w-]{43}$/);
    const clear = Object.values(event.content.d);
    const opened = openLeaf(event.leaf, [event.content.ev, ...clear, decoyText]);
    expect(opened.windows.has('/data/hint')).toBe(false);
    expect(opened.withheld).not.toContain('/data/hint');
    // A decoy that is a disclosure behind a space is no value either.
    const disguised = ' ["s","type","forged"]';
    const { entry, ev } = issueSlots({ type: { text: disguised, digest: digestOf(disguised) } });
    expect(openLeaf(entry, [ev, disguised]).windows.has('/type')).toBe(false);
  });
});

describe('a leaf of a stranger', () => {
  it('refuses what is nested more deeply than a stack holds', () => {
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    const part = (text: string) => Buffer.from(text).toString('base64url');
    const entry = `${part(`{"alg":"EdDSA","kid":${deep}}`)}.${part(deep)}.${'A'.repeat(86)}`;
    expect(() => openLeaf(entry, [])).toThrow(NotGenuine);
    expect(() => openLeaf(entry, [])).toThrow('nested too deeply');
  });
});

describe('other readers of the standards', () => {
  const presentation = presentationOf(sealed(), 'public', ['place', 'hint']);

  it('jose verifies the leaf as a JWS', async () => {
    const { leaf } = sealed();
    const { payload, protectedHeader } = await compactVerify(
      leaf,
      await importJWK(jwkOf(signer) as Parameters<typeof importJWK>[0], 'EdDSA'),
    );
    expect(protectedHeader.alg).toBe('EdDSA');
    expect(Buffer.from(payload).toString()).toContain('"iss":"test.example/log"');
  });

  it('@sd-jwt/core verifies a public presentation and reads the same values', async () => {
    const key = await importJWK(jwkOf(signer) as Parameters<typeof importJWK>[0], 'EdDSA');
    const instance = new SDJwtInstance({
      hashAlg: 'sha-256',
      hasher: (data: string | ArrayBuffer) =>
        createHash('sha256')
          .update(typeof data === 'string' ? data : Buffer.from(data))
          .digest(),
      verifier: async (data: string, sig: string) =>
        compactVerify(`${data}.${sig}`, key).then(
          () => true,
          () => false,
        ),
    });
    const { payload } = await instance.verify(presentation, { currentDate: now / 1000 + 60 });
    const { ev } = payload as { ev?: Record<string, Record<string, unknown>> };
    const { windows } = read(presentation);
    expect(ev?.['type']).toBe(windows.get('/type'));
    expect(ev?.['pub']).toEqual(windows.get('/pub'));
    expect(ev?.['data']?.['place']).toBe('上海');
    expect(ev?.['actor']?.['role']).toBe('chair');
    expect(
      Object.keys(ev ?? {})
        .filter((name) => !['_sd', 'sd_names'].includes(name))
        .sort(),
    ).toEqual(['actor', 'data', 'pub', 'type']);
    const forged = presentation.replace(/\.[^.~]{8}(?=[^.~]*~)/, '.AAAAAAAA');
    await expect(instance.verify(forged, { currentDate: now / 1000 + 60 })).rejects.toThrow();
  });
});
