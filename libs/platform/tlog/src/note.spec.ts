import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { noteSigner } from '../../../../test/language/note-signer.js';
import { NoteInvalid } from './note-invalid.js';
import { parseNote, signNote, verifyNote } from './note.js';
import { parseVerifierKey, verifierKey } from './verifier-key.js';

const [log, other] = [noteSigner('log.example/one'), noteSigner('other.example')];
const keyOf = ({ name, publicKey }: typeof log) => parseVerifierKey(verifierKey(name, publicKey));
const [logKey, otherKey] = [keyOf(log), keyOf(other)];

describe('a verifier key', () => {
  it.each([0x01, 0x04] as const)('of type %i is read back', (type) => {
    const text = verifierKey('log.example/one', log.publicKey, type);
    const key = parseVerifierKey(text);
    expect(key).toMatchObject({ name: 'log.example/one', type, publicKey: log.publicKey });
    expect(text.startsWith(`log.example/one+${key.keyHash}+${type === 1 ? 'A' : 'B'}`)).toBe(true);
    expect(verifierKey(key.name, key.publicKey, key.type)).toBe(text);
  });

  it('has another hash for each type and name', () => {
    const hashes = [
      parseVerifierKey(verifierKey('a', log.publicKey)),
      parseVerifierKey(verifierKey('b', log.publicKey)),
      parseVerifierKey(verifierKey('a', log.publicKey, 0x04)),
    ].map(({ keyHash }) => keyHash);
    expect(new Set(hashes).size).toBe(3);
  });

  const good = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
  it.each([
    ...['', '+', '++', 'example.com/foo', 'example.com/foo+530d903a', ` ${good}`, `${good} `],
    ...[`${good}\n`, `${good}=`, good.slice(0, -1), good.replace('530d903a', '530D903A')],
    ...[good.replace('530d903a', '530d903b'), good.replace('foo', 'fo'), good.replace('/foo', '+')],
    ...[
      good.replace('+Aeky', '+Beky'),
      good.replace('+Aeky', '+Aek-'),
      good.replace('example', ''),
    ],
  ])('is refused when it is not to the letter: %j', (text) => {
    expect(() => parseVerifierKey(text)).toThrow(NoteInvalid);
  });

  it('is refused with any bit turned', () => {
    for (let bit = 0; bit < good.length * 8; bit += 1) {
      const bytes = Buffer.from(good);
      bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => parseVerifierKey(bytes.toString('latin1'))).toThrow(NoteInvalid);
    }
  });

  it.each(['', 'a b', 'a+b', 'a\u00a0b', 'a\u3000b', 'a\u0085b', 'a\nb', 'a\u0000', '\ud800'])(
    'has no such name: %j',
    (name) => {
      expect(() => verifierKey(name, log.publicKey)).toThrow(NoteInvalid);
    },
  );

  it('has 32 bytes', () => {
    expect(() => verifierKey('a', log.publicKey.slice(1))).toThrow(NoteInvalid);
  });
});

describe('a note', () => {
  it('is read back, whatever its text', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
        // eslint-disable-next-line no-control-regex -- exactly these are what a note cannot contain
        const text = lines.map((each) => `${each.replaceAll(/[\x00-\x1f]/g, '')}\n`).join('');
        const note = signNote(text, [log, other]);
        expect(parseNote(note).text).toBe(text);
        expect(verifyNote(note, [otherKey, logKey])).toEqual([logKey, otherKey]);
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  const note = signNote('first\n\nlast\n', [log]);
  const [signature = ''] = note.split('\n').slice(-2);
  const line = `${signature}\n`;

  it('is split at its last empty line', () => {
    expect(parseNote(note).text).toBe('first\n\nlast\n');
    expect(parseNote(signNote('a\n\n', [log])).text).toBe('a\n\n');
  });

  it.each([
    ['nothing', ''],
    ['a text alone', 'text\n'],
    ['no signature', 'text\n\n'],
    ['an empty line behind the signatures', `text\n\n${line}\n`],
    ['no last newline', `text\n\n${signature}`],
    ['no empty line', `text\n${line}`],
    ['CRLF', note.replaceAll('\n', '\r\n')],
    ['one carriage return', `te\rxt\n\n${line}`],
    ['a tab', `te\txt\n\n${line}`],
    ['a zero', `te\0xt\n\n${line}`],
    ['half a surrogate pair', `te\ud800xt\n\n${line}`],
    ['a space behind a signature', `text\n\n${signature} \n`],
    ['two spaces', `text\n\n${line.replace(' ', '  ')}`],
    ['a hyphen', `text\n\n${line.replace('—', '-')}`],
    ['no name', `text\n\n— ${String(signature.split(' ')[2])}\n`],
    ['a name with a plus', `text\n\n${line.replace('log', 'l+g')}`],
    ['a name with a wide space', `text\n\n${line.replace('log', 'l\u3000g')}`],
    ['base64 without padding', `text\n\n${line.replaceAll('=', '')}`],
    ['base64 for URLs', `text\n\n— a ____-w==\n`],
    ['base64 with bits left over', `text\n\n— a AAAAAAB=\n`],
    ['a signature of no bytes', `text\n\n— a AAAAAA==\n`],
    ['a word among the signatures', `text\n\n${line}word\n${line}`],
  ])('is refused with %s', (_what, text) => {
    expect(() => parseNote(text)).toThrow(NoteInvalid);
  });

  it('may have a hundred signatures, and a million characters', () => {
    expect(parseNote(`text\n\n${line.repeat(100)}`).signatures).toHaveLength(100);
    expect(() => parseNote(`text\n\n${line.repeat(101)}`)).toThrow(NoteInvalid);
    const long = (length: number) => `${'x'.repeat(length - line.length - 2)}\n\n${line}`;
    expect(parseNote(long(1_000_000)).signatures).toHaveLength(1);
    expect(() => parseNote(long(1_000_001))).toThrow(NoteInvalid);
  });

  it('is believed for the keys that one knows, by name and hash', () => {
    const both = `${note}${signNote('first\n\nlast\n', [other]).split('\n').at(-2) ?? ''}\n`;
    expect(verifyNote(both, [])).toEqual([]);
    expect(verifyNote(both, [otherKey])).toEqual([otherKey]);
    expect(verifyNote(both, [logKey, logKey])).toEqual([logKey]);
    expect(verifyNote(note, [{ ...logKey, keyHash: '00000000' }])).toEqual([]);
    expect(verifyNote(note, [keyOf({ ...log, name: 'log.example/two' })])).toEqual([]);
  });

  it('counts a key once, however often it signed', () => {
    expect(verifyNote(`${note}${line}`, [logKey])).toEqual([logKey]);
  });

  it('is refused as a whole when a known key has signed something else', () => {
    const elsewhere = signNote('first\n\nlast\n', [other]).replace('last', 'lost');
    expect(() => verifyNote(elsewhere, [otherKey])).toThrow(NoteInvalid);
    const second = `${note}${signNote('x\n', [log]).split('\n').at(-2) ?? ''}\n`;
    expect(() => verifyNote(second, [logKey])).toThrow(NoteInvalid);
    expect(() => verifyNote(note, [{ ...logKey, publicKey: otherKey.publicKey }])).toThrow(
      NoteInvalid,
    );
    expect(() => verifyNote(note, [{ ...logKey, type: 0x04 }])).toThrow(NoteInvalid);
  });

  it.each(['', 'no newline', 'tab\t\n', '\r\n', '\ud800\n'])('is not signed over %j', (text) => {
    expect(() => signNote(text, [log])).toThrow(NoteInvalid);
  });

  it('is not signed by nobody, nor under a name that is none', () => {
    expect(() => signNote('text\n', [])).toThrow(NoteInvalid);
    expect(() => signNote('text\n', [{ ...log, name: 'a b' }])).toThrow(NoteInvalid);
  });
});
