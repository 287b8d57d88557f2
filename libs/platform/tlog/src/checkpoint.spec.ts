import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { flipped } from '../../../../test/language/merkle.js';
import { noteSigner } from '../../../../test/language/note-signer.js';
import { formatCheckpoint, openCheckpoint, parseCheckpoint } from './checkpoint.js';
import { cosign, verifyCosignatures } from './cosignature.js';
import { leafHash } from './hash.js';
import { NoteInvalid } from './note-invalid.js';
import { parseNote, signNote, verifyNote } from './note.js';
import { parseVerifierKey, verifierKey } from './verifier-key.js';

const [log, witness] = [noteSigner('log.example'), noteSigner('witness.example/w1')];
const keyOf = ({ name, publicKey }: typeof log, type: 0x01 | 0x04 = 0x01) =>
  parseVerifierKey(verifierKey(name, publicKey, type));
const [logKey, witnessKey] = [keyOf(log), keyOf(witness, 0x04)];
const root = leafHash('root');
const text = formatCheckpoint({ origin: 'log.example', size: 42, root, extensions: [] });
const note = signNote(text, [log]);
const base64 = root.toString('base64');

describe('the text of a checkpoint', () => {
  it('is three lines, and read back', () => {
    expect(text).toBe(`log.example\n42\n${base64}\n`);
    const line = fc.stringMatching(/^[ -~é—]+$/);
    fc.assert(
      fc.property(
        line,
        fc.maxSafeNat(),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.array(line, { maxLength: 3 }),
        (origin, size, bytes, extensions) => {
          const checkpoint = { origin, size, root: Buffer.from(bytes), extensions };
          expect(parseCheckpoint(formatCheckpoint(checkpoint))).toEqual(checkpoint);
        },
      ),
      { seed: 3 },
    );
  });

  it.each([
    ['nothing', ''],
    ['no last newline', text.slice(0, -1)],
    ['an empty line', `${text}\n`],
    ['an empty line before an extension', `${text}\nextension\n`],
    ['an empty origin', text.replace('log.example', '')],
    ['two lines', `log.example\n42\n`],
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['a leading zero', text.replace('42', '042')],
    ['a sign', text.replace('42', '+42')],
    ['a minus', text.replace('42', '-42')],
    ['a fraction', text.replace('42', '4.2')],
    ['hexadecimal', text.replace('42', '0x2a')],
    ['other digits', text.replace('42', '４２')],
    ['a space behind the size', text.replace('42', '42 ')],
    ['a space before the size', text.replace('42', ' 42')],
    ['a size beyond the safe numbers', text.replace('42', '9007199254740992')],
    ['a very large size', text.replace('42', '42'.repeat(200))],
    ['no size', text.replace('42', '')],
    ['a space behind the root', text.replace(base64, `${base64} `)],
    ['a root without padding', text.replace(base64, base64.slice(0, -1))],
    ['a root of 31 bytes', text.replace(base64, root.subarray(1).toString('base64'))],
    ['a root with bits left over', text.replace(base64, `${'A'.repeat(42)}B=`)],
    ['a root in hex', text.replace(base64, root.toString('hex'))],
  ])('is refused with %s', (_what, wrong) => {
    expect(() => parseCheckpoint(wrong)).toThrow(NoteInvalid);
  });

  it.each([
    ['a size beyond the safe numbers', { size: 2 ** 53 }],
    ['a negative size', { size: -1 }],
    ['a size that is no number', { size: NaN }],
    ['a short root', { root: root.subarray(1) }],
    ['no origin', { origin: '' }],
    ['an origin of two lines', { origin: 'a\n1' }],
    ['an empty extension', { extensions: [''] }],
    ['an extension of two lines', { extensions: ['a\nb'] }],
  ])('is not written with %s', (_what, change) => {
    const checkpoint = { origin: 'log.example', size: 42, root, extensions: [], ...change };
    expect(() => formatCheckpoint(checkpoint)).toThrow(NoteInvalid);
  });
});

describe('a checkpoint', () => {
  it('opens with the key of its log', () => {
    expect(openCheckpoint(note, logKey)).toEqual({
      ...{ origin: 'log.example', size: 42, root, extensions: [], note },
    });
  });

  it('opens with either key while a log changes it', () => {
    const next = keyOf({ ...noteSigner('next'), name: 'log.example' });
    expect(openCheckpoint(note, next, logKey).size).toBe(42);
    expect(() => openCheckpoint(note, next)).toThrow('is not signed by the log');
  });

  it('is refused under another name, even with the same key', () => {
    const named = keyOf({ ...log, name: 'other.example' });
    expect(() => openCheckpoint(note, named)).toThrow(NoteInvalid);
    const lie = signNote(text.replace('log.example', 'other.example'), [log]);
    expect(() => openCheckpoint(lie, logKey)).toThrow('of another log');
    expect(() => openCheckpoint(lie, named)).toThrow('not signed by the log');
    expect(() => openCheckpoint(note)).toThrow(NoteInvalid);
  });

  it('is refused with any bit turned', () => {
    const bytes = Buffer.from(note);
    let opened = 0;
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      try {
        openCheckpoint(flipped(bytes, bit).toString('utf8'), logKey);
        opened += 1;
      } catch (error) {
        if (!(error instanceof NoteInvalid)) throw error;
      }
    }
    expect(opened).toBe(0);
  });

  it('is refused when it was signed as a note and is none', () => {
    expect(() => openCheckpoint(signNote('log.example\n', [log]), logKey)).toThrow(NoteInvalid);
  });
});

describe('a cosignature', () => {
  const cosigned = note + cosign(note, witness, 1679315147);

  it('says which witness saw the checkpoint and when', () => {
    expect(verifyCosignatures(cosigned, [witnessKey])).toEqual([
      { key: witnessKey, timestamp: 1679315147 },
    ]);
    expect(openCheckpoint(cosigned, logKey).size).toBe(42);
    expect(verifyNote(cosigned, [logKey, witnessKey])).toEqual([logKey, witnessKey]);
  });

  it('is over two lines and the text, with the time in front of 64 bytes', () => {
    const [, { signature } = { signature: Buffer.alloc(0) }] = parseNote(cosigned).signatures;
    expect(signature).toHaveLength(72);
    expect(signature.toString('hex', 0, 8)).toBe('00000000641850cb');
    const message = `cosignature/v1\ntime 1679315147\n${text}`;
    const signed = signNote(message, [witness]).split(' ').at(-1) ?? '';
    expect(Buffer.from(signed, 'base64').subarray(4)).toEqual(signature.subarray(8));
  });

  it('counts for keys that one knows only, and only as one of a witness', () => {
    expect(verifyCosignatures(cosigned, [])).toEqual([]);
    expect(verifyCosignatures(cosigned, [logKey, keyOf(witness)])).toEqual([]);
    expect(verifyCosignatures(note, [witnessKey])).toEqual([]);
  });

  it('is counted once, with its latest time', () => {
    const thrice = [1679315149, 1679315147].reduce(
      (so, time) => so + cosign(note, witness, time),
      cosigned,
    );
    expect(verifyCosignatures(thrice, [witnessKey])).toEqual([
      { key: witnessKey, timestamp: 1679315149 },
    ]);
  });

  it('does not fit another checkpoint, and spoils the note that claims it', () => {
    const later = signNote(text.replace('42', '43'), [log]);
    const moved = later + cosign(note, witness, 1679315147);
    expect(() => verifyCosignatures(moved, [witnessKey])).toThrow(NoteInvalid);
    expect(openCheckpoint(moved, logKey).size).toBe(43);
    // A signature of the plain type over the same text is none of a witness.
    const plain = note + (signNote(text, [witness]).split('\n').at(-2) ?? '') + '\n';
    expect(verifyCosignatures(plain, [witnessKey])).toEqual([]);
  });

  it('is refused with any bit turned', () => {
    const bytes = Buffer.from(cosigned);
    let believed = 0;
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const turned = flipped(bytes, bit).toString('utf8');
      try {
        openCheckpoint(turned, logKey);
        believed += verifyCosignatures(turned, [witnessKey]).length;
      } catch (error) {
        if (!(error instanceof NoteInvalid)) throw error;
      }
    }
    expect(believed).toBe(0);
  });

  it('is not made over what is no checkpoint, nor at a time that is none', () => {
    expect(() => cosign(signNote('text\n', [log]), witness, 1)).toThrow(NoteInvalid);
    expect(() => cosign(text, witness, 1)).toThrow(NoteInvalid);
    for (const time of [-1, 0.5, NaN, 2 ** 53])
      expect(() => cosign(note, witness, time)).toThrow(RangeError);
    expect(() => verifyCosignatures(signNote('text\n', [log]), [witnessKey])).toThrow(NoteInvalid);
  });

  it('is one line of the specification’s example', () => {
    const example =
      'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n' +
      '— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n' +
      '— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n';
    const { text: body, signatures } = parseNote(example);
    expect(parseCheckpoint(body)).toMatchObject({ size: 20852163, extensions: [] });
    expect(
      signatures.map(({ name, keyHash, signature }) => [name, keyHash, signature.length]),
    ).toEqual([
      ['example.com/behind-the-sofa', '033de0ae', 64],
      ['witness.example.com/w1', '8d66cf3f', 72],
    ]);
    expect(signatures[1]?.signature.readBigUInt64BE(0)).toBe(1679315147n);
  });
});
