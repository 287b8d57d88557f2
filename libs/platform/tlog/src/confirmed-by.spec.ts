import { describe, expect, it } from '@jest/globals';
import { noteSigner } from '../../../../test/language/note-signer.js';
import { formatCheckpoint } from './checkpoint.js';
import { confirmedBy } from './confirmed-by.js';
import { cosign } from './cosignature.js';
import { emptyRoot } from './hash.js';
import { NoteInvalid } from './note-invalid.js';
import { signaturesBy, signNote } from './note.js';
import { parsePolicy } from './parse-policy.js';
import { parseVerifierKey, verifierKey } from './verifier-key.js';

const [log, union, counsel, stranger] = [
  'log.example',
  'w1.union.example',
  'w.counsel.example',
  'else.example',
].map((name) => noteSigner(name)) as [Signer, Signer, Signer, Signer];
type Signer = ReturnType<typeof noteSigner>;

const vkey = ({ name, publicKey }: Signer) => verifierKey(name, publicKey, 0x04);
const policy = parsePolicy(`log ${verifierKey(log.name, log.publicKey)}
witness 职工代表 ${vkey(union)}
witness counsel ${vkey(counsel)}
group both all 职工代表 counsel
quorum both
`);
const head = { origin: log.name, size: 0, root: emptyRoot(), extensions: [] };
const note = signNote(formatCheckpoint(head), [log]);

describe('who confirms a checkpoint', () => {
  it('is named as in the policy, in its order, each once with the latest time', () => {
    const lines = [
      cosign(note, counsel, 30),
      cosign(note, union, 10),
      cosign(note, union, 20),
      cosign(note, stranger, 40),
    ];
    expect(confirmedBy(note + lines.join(''), policy)).toEqual([
      { name: '职工代表', timestamp: 20 },
      { name: 'counsel', timestamp: 30 },
    ]);
  });

  it('is nobody without their signatures', () => {
    expect(confirmedBy(note, policy)).toEqual([]);
    expect(confirmedBy(note + cosign(note, stranger, 40), policy)).toEqual([]);
    // A key of that name, but another key.
    const impostor = { ...stranger, name: union.name };
    expect(confirmedBy(note + cosign(note, impostor, 40), policy)).toEqual([]);
  });

  it('is not told of a note with a false signature by one of them', () => {
    const other = signNote(formatCheckpoint({ ...head, size: 1 }), [log]);
    expect(() => confirmedBy(note + cosign(other, union, 10), policy)).toThrow(NoteInvalid);
  });
});

describe('the lines of a note by some keys', () => {
  const keys = [union, counsel].map((one) => parseVerifierKey(vkey(one)));

  it('are theirs alone, one for each', () => {
    const first = cosign(note, union, 10);
    const second = cosign(note, counsel, 20);
    const all = note + [cosign(note, stranger, 5), first, second, cosign(note, union, 30)].join('');
    expect(signaturesBy(all, keys)).toEqual([first, second]);
    expect(signaturesBy(note, keys)).toEqual([]);
  });

  it('are not handed out when one of them is false', () => {
    const other = signNote(formatCheckpoint({ ...head, size: 1 }), [log]);
    const false1 = note + cosign(note, counsel, 10) + cosign(other, union, 10);
    expect(() => signaturesBy(false1, keys)).toThrow(NoteInvalid);
  });
});
