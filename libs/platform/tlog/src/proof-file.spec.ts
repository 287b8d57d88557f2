import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { flipped, ReferenceTree } from '../../../../test/language/merkle.js';
import { noteSigner } from '../../../../test/language/note-signer.js';
import { formatAddCheckpoint, parseAddCheckpoint } from './add-checkpoint.js';
import { formatCheckpoint } from './checkpoint.js';
import { cosign } from './cosignature.js';
import { leafHash } from './hash.js';
import { NoteInvalid } from './note-invalid.js';
import { signNote } from './note.js';
import { parsePolicy } from './parse-policy.js';
import { formatProof, parseProof, verifyProof, type ProofFile } from './proof-file.js';
import { verifierKey } from './verifier-key.js';
import { ProofInvalid } from './verify.js';

const [log, first, second] = ['log.example', 'first.example', 'second.example'].map((name) =>
  noteSigner(name),
) as [ReturnType<typeof noteSigner>, ReturnType<typeof noteSigner>, ReturnType<typeof noteSigner>];
const tree = new ReferenceTree(7);
const [index, size, entry] = [4, 7, 'leaf 4'];
const signed = signNote(
  formatCheckpoint({ origin: 'log.example', size, root: tree.root(size), extensions: [] }),
  [log],
);
const checkpoint = signed + cosign(signed, first, 1000) + cosign(signed, second, 2000);
const policyOf = (quorum: string) =>
  parsePolicy(
    [
      `log ${verifierKey(log.name, log.publicKey)}`,
      ...[first, second].map(
        ({ name, publicKey }) => `witness ${name} ${verifierKey(name, publicKey, 0x04)}`,
      ),
      ...[`group both all ${first.name} ${second.name}`, `quorum ${quorum}`, ''],
    ].join('\n'),
  );
const policy = policyOf('both');
const proof = tree.path(index, size);
const text = formatProof({ extra: 'a~é~', index, proof, checkpoint });

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof ProofInvalid || error instanceof NoteInvalid) return error.name;
    throw error;
  }
  return 'none';
};

describe('a proof file', () => {
  it('is as the specification writes it', () => {
    expect(text).toBe(
      [
        'c2sp.org/tlog-proof@v1',
        `extra ${Buffer.from('a~é~').toString('base64')}`,
        'index 4',
        ...proof.map((hash) => hash.toString('base64')),
        '',
        checkpoint,
      ].join('\n'),
    );
    expect(formatProof({ index: 0, proof: [], checkpoint })).toBe(
      `c2sp.org/tlog-proof@v1\nindex 0\n\n${checkpoint}`,
    );
  });

  it('is read back', () => {
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(
        fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined }),
        fc.maxSafeNat(),
        fc.array(hash, { maxLength: 63 }),
        fc.string(),
        (extra, at, hashes, note) => {
          const file: ProofFile = {
            ...{ index: at, proof: hashes, checkpoint: note },
            ...(extra !== undefined && { extra }),
          };
          expect(parseProof(formatProof(file))).toEqual(file);
        },
      ),
      { seed: 4 },
    );
  });

  it('shows that an entry is in a log that enough witnesses have seen', () => {
    expect(verifyProof(text, entry, policy)).toMatchObject({
      ...{ index, extra: 'a~é~', checkpoint: { origin: 'log.example', size, note: checkpoint } },
      cosignatures: [
        { key: { name: first.name }, timestamp: 1000 },
        { key: { name: second.name }, timestamp: 2000 },
      ],
    });
    expect(verifyProof(text, Buffer.from(entry), policy).index).toBe(index);
    const plain = formatProof({ index, proof, checkpoint: signed });
    expect(verifyProof(plain, entry, policyOf('none')).extra).toBeUndefined();
  });

  it('is refused with fewer witnesses than the policy asks for', () => {
    const one = signed + cosign(signed, first, 1000);
    const file = formatProof({ index, proof, checkpoint: one });
    expect(() => verifyProof(file, entry, policy)).toThrow('fewer witnesses');
    expect(verifyProof(file, entry, policyOf(first.name)).cosignatures).toHaveLength(1);
    expect(() => verifyProof(file, entry, policyOf(second.name))).toThrow(ProofInvalid);
  });

  it('is refused for another entry, index, log or tree', () => {
    expect(() => verifyProof(text, 'leaf 5', policy)).toThrow(ProofInvalid);
    expect(() => verifyProof(text.replace('index 4', 'index 5'), entry, policy)).toThrow(
      ProofInvalid,
    );
    expect(() => verifyProof(text, entry, parsePolicy('quorum none\n'))).toThrow(NoteInvalid);
    const other = signNote(
      formatCheckpoint({ origin: 'other.example', size, root: tree.root(size), extensions: [] }),
      [{ ...log, name: 'other.example' }],
    );
    const file = formatProof({ index, proof, checkpoint: other });
    expect(() => verifyProof(file, entry, policyOf('none'))).toThrow(NoteInvalid);
  });

  it('is refused with any bit turned, but for the extra text, which nothing proves', () => {
    const bytes = Buffer.from(text);
    const [from, to] = [bytes.indexOf('extra '), bytes.indexOf('index 4')];
    const accepted: number[] = [];
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const turned = flipped(bytes, bit).toString('utf8');
      if (refusal(() => verifyProof(turned, entry, policy)) === 'none') accepted.push(bit >> 3);
    }
    expect(accepted.length).toBeGreaterThan(0);
    expect(accepted.filter((at) => at < from || at >= to)).toEqual([]);
  });

  const hashLine = proof[0]?.toString('base64') ?? '';
  it.each([
    ['nothing', ''],
    ['another version', text.replace('@v1', '@v2')],
    ['a space behind the version', text.replace('@v1', '@v1 ')],
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['a line before it', `\n${text}`],
    ['no index', text.replace('index 4\n', '')],
    ['an index with a leading zero', text.replace('index 4', 'index 04')],
    ['an index that is negative', text.replace('index 4', 'index -1')],
    ['an index beyond the safe numbers', text.replace('index 4', 'index 9007199254740992')],
    ['a space behind the index', text.replace('index 4', 'index 4 ')],
    ['two indexes', text.replace('index 4', 'index 4\nindex 4')],
    ['extra twice', text.replace('extra ', 'extra AA==\nextra ')],
    ['extra behind the index', text.replace('index 4', 'index 4\nextra AA==')],
    ['extra that is not canonical base64', text.replace(/extra .*/, 'extra AB==')],
    ['extra that is not text', text.replace(/extra .*/, 'extra /w==')],
    ['extra without its space', text.replace(/extra .*/, 'extra')],
    ['a hash with a space behind', text.replace(hashLine, `${hashLine} `)],
    ['a hash without padding', text.replace(hashLine, hashLine.slice(0, -1))],
    ['a hash of 31 bytes', text.replace(hashLine, Buffer.alloc(31).toString('base64'))],
    ['a hash with bits left over', text.replace(hashLine, `${'A'.repeat(42)}B=`)],
    ['64 hashes', text.replace(hashLine, Array<string>(64).fill(hashLine).join('\n'))],
    ['no checkpoint', text.slice(0, text.indexOf('\n\n'))],
  ])('is refused with %s', (_what, wrong) => {
    expect(() => parseProof(wrong)).toThrow(ProofInvalid);
  });

  it('is not written with an index or hashes that are none', () => {
    const write = (change: Partial<ProofFile>) => () =>
      formatProof({ index, proof, checkpoint, ...change });
    expect(write({ index: -1 })).toThrow(ProofInvalid);
    expect(write({ index: 2 ** 53 })).toThrow(ProofInvalid);
    expect(write({ proof: [Buffer.alloc(31)] })).toThrow(ProofInvalid);
    expect(write({ proof: Array<Buffer>(64).fill(leafHash('x')) })).toThrow(ProofInvalid);
  });
});

describe('a request to a witness', () => {
  const body = formatAddCheckpoint({ oldSize: 3, proof: tree.proof(3, 7), checkpoint: signed });

  it('is as the specification writes it, and read back', () => {
    const hashes = tree.proof(3, 7).map((hash) => `${hash.toString('base64')}\n`);
    expect(body).toBe(`old 3\n${hashes.join('')}\n${signed}`);
    expect(parseAddCheckpoint(body)).toEqual({
      ...{ oldSize: 3, proof: tree.proof(3, 7), checkpoint: signed },
    });
    const fromNothing = { oldSize: 0, proof: [], checkpoint: signed };
    expect(formatAddCheckpoint(fromNothing)).toBe(`old 0\n\n${signed}`);
    expect(parseAddCheckpoint(formatAddCheckpoint(fromNothing))).toEqual(fromNothing);
  });

  it('has the form of the specification’s example', () => {
    const example =
      'old 20852014\n' +
      'PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n' +
      'jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n' +
      '5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n' +
      '/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n\n' +
      'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n' +
      '— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n';
    const request = parseAddCheckpoint(example);
    expect([request.oldSize, request.proof.length]).toEqual([20852014, 4]);
    expect(formatAddCheckpoint(request)).toBe(example);
  });

  it.each([
    ['nothing', ''],
    ['no old size', body.replace('old 3\n', '')],
    ['another word', body.replace('old', 'new')],
    ['a leading zero', body.replace('old 3', 'old 03')],
    ['a negative size', body.replace('old 3', 'old -3')],
    ['two spaces', body.replace('old 3', 'old  3')],
    ['a space behind', body.replace('old 3', 'old 3 ')],
    ['a size beyond the safe numbers', body.replace('old 3', 'old 9007199254740992')],
    ['CRLF', body.replaceAll('\n', '\r\n')],
    ['64 hashes', body.replace('\n', `\n${`${leafHash('x').toString('base64')}\n`.repeat(64)}`)],
    ['a hash in hex', body.replace('\n', `\n${leafHash('x').toString('hex')}\n`)],
    ['no checkpoint', 'old 3\n'],
  ])('is refused with %s', (_what, wrong) => {
    expect(() => parseAddCheckpoint(wrong)).toThrow(ProofInvalid);
  });

  it('may have 63 hashes', () => {
    const hashes = Array<Buffer>(63).fill(leafHash('x'));
    const longest = { oldSize: 3, proof: hashes, checkpoint: signed };
    expect(parseAddCheckpoint(formatAddCheckpoint(longest))).toEqual(longest);
    expect(() => formatAddCheckpoint({ ...longest, proof: [...hashes, leafHash('x')] })).toThrow(
      ProofInvalid,
    );
    expect(() => formatAddCheckpoint({ ...longest, oldSize: -1 })).toThrow(ProofInvalid);
  });
});
