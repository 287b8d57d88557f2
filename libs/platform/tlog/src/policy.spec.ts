import { describe, expect, it } from '@jest/globals';
import { noteSigner } from '../../../../test/language/note-signer.js';
import { parsePolicy, PolicyInvalid } from './parse-policy.js';
import { quorumMet, witnessesOf } from './policy.js';
import { parseVerifierKey, verifierKey } from './verifier-key.js';

const vkey = (name: string, type: 0x01 | 0x04 = 0x04) =>
  verifierKey(name, noteSigner(name).publicKey, type);
const keys = (...names: string[]) => names.map((name) => parseVerifierKey(vkey(name)));
const log = `log ${vkey('log.example', 0x01)}\n`;
const witness = (name: string) => `witness ${name} ${vkey(name)}\n`;
const all = ['X1', 'X2', 'X3', 'Y1', 'Y2', 'Y3'];

/** The example of the specification. */
const example = `${log}
${['X1', 'X2', 'X3'].map(witness).join('')}group X-witnesses 2 X1 X2 X3

${['Y1', 'Y2', 'Y3'].map(witness).join('')}group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;

const failure = (text: string): unknown => {
  try {
    parsePolicy(text);
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('a policy', () => {
  it('says who is believed', () => {
    const policy = parsePolicy(example);
    expect(policy.logs.map(({ key }) => key.name)).toEqual(['log.example']);
    expect(policy.witnesses.map(({ name }) => name)).toEqual(all);
    expect(policy.groups).toEqual([
      { name: 'X-witnesses', threshold: 2, members: ['X1', 'X2', 'X3'] },
      { name: 'Y-witnesses', threshold: 1, members: ['Y1', 'Y2', 'Y3'] },
      { name: 'X-and-Y', threshold: 2, members: ['X-witnesses', 'Y-witnesses'] },
    ]);
    expect(policy.quorum).toBe('X-and-Y');
    expect(witnessesOf(policy)).toEqual(keys(...all));
  });

  it('is met by every set of witnesses that it asks for, and by no other', () => {
    const policy = parsePolicy(example);
    for (let set = 0; set < 64; set += 1) {
      const signed = all.filter((_name, i) => set & (1 << i));
      const [x, y] = ['X', 'Y'].map(
        (side) => signed.filter((name) => name.startsWith(side)).length,
      );
      expect([signed, quorumMet(policy, keys(...signed))]).toEqual([
        signed,
        (x ?? 0) >= 2 && (y ?? 0) >= 1,
      ]);
    }
  });

  it('counts a witness once, and no stranger', () => {
    const policy = parsePolicy(example);
    expect(quorumMet(policy, keys('X1', 'X1', 'X1', 'Y1'))).toBe(false);
    expect(quorumMet(policy, keys('X1', 'Z1', 'Y1'))).toBe(false);
    const renamed = parseVerifierKey(verifierKey('Z1', noteSigner('X2').publicKey, 0x04));
    const plain = parseVerifierKey(vkey('X2', 0x01));
    expect(quorumMet(policy, [...keys('X1', 'Y1'), renamed, plain])).toBe(false);
  });

  it('may ask for one witness, or for none', () => {
    expect(quorumMet(parsePolicy(`${witness('a')}quorum a\n`), keys('a'))).toBe(true);
    expect(quorumMet(parsePolicy(`${witness('a')}quorum a\n`), [])).toBe(false);
    expect(parsePolicy('quorum none\n')).toEqual({
      ...{ logs: [], witnesses: [], groups: [], quorum: 'none' },
    });
    expect(quorumMet(parsePolicy('quorum none\n'), [])).toBe(true);
  });

  it('has spaces, tabs, comments and addresses where it likes', () => {
    const text = `\t# trust — 信任\n \n \tlog\t${vkey('log.example', 0x01)}  https://log.example \n${witness('a').trimEnd()} https://a.example/\t\nquorum  a\n# end\n`;
    const policy = parsePolicy(text);
    expect(policy.logs[0]?.url).toBe('https://log.example');
    expect(policy.witnesses[0]?.url).toBe('https://a.example/');
    expect('url' in (parsePolicy(example).logs[0] ?? {})).toBe(false);
    expect(parsePolicy(`quorum none\n${log}${witness('late')}`).witnesses).toHaveLength(1);
  });

  it('takes names as they are written', () => {
    const text = `${witness('a').replace('witness a', 'witness K')}${witness('b').replace('witness b', 'witness \u212a')}group any any K \u212a\nquorum any\n`;
    expect(quorumMet(parsePolicy(text), keys('b'))).toBe(true);
  });

  const many = Array.from({ length: 32 }, (_name, i) => `w${String(i)}`);
  it('may have 32 of everything', () => {
    const logs = many.map((name) => `log ${vkey(name, 0x01)}\n`);
    const groups = many.map(
      (name, i) => `group g${name} all ${name} ${i > 0 ? `gw${i - 1}` : ''}\n`,
    );
    const text = [...logs, ...many.map(witness), ...groups, 'quorum gw31\n'].join('');
    expect(quorumMet(parsePolicy(text), keys(...many))).toBe(true);
    expect(quorumMet(parsePolicy(text), keys(...many.slice(1)))).toBe(false);
  });

  const [a, b] = [witness('a'), witness('b')];
  it.each([
    ['nothing', '', 1],
    ['no quorum', `${log}${a}`, 3],
    ['a second quorum', `quorum none\n${a}quorum a\n`, 3],
    ['a last line without a newline', `${a}quorum a`, 2],
    ['CRLF', `${a}quorum a\r\n`, 2],
    ['a zero', `${a}quorum a\0\n`, 2],
    ['a delete', `${a}quorum a\x7f\n`, 2],
    ['an unknown word', `${a}witnesses b\nquorum a\n`, 2],
    ['a word in capitals', `${a}Quorum a\n`, 2],
    ['a comment behind a line', `${a}quorum a # comment\n`, 2],
    ['a log without a key', 'log\nquorum none\n', 1],
    ['a log with a word too many', `${log.trimEnd()} url more\nquorum none\n`, 1],
    ['a log with the key of a witness', `log ${vkey('log')}\nquorum none\n`, 1],
    ['a log with a broken key', `${log.trimEnd()}=\nquorum none\n`, 1],
    ['a log twice', `${log}${log}quorum none\n`, 2],
    [
      'a log twice under two names',
      `${log}log ${verifierKey('x', noteSigner('log.example').publicKey)}\nquorum none\n`,
      2,
    ],
    ['a witness without a key', `witness a\nquorum none\n`, 1],
    ['a witness with the key of a log', `witness a ${vkey('a', 0x01)}\nquorum a\n`, 1],
    ['a witness with a word too many', `${a.trimEnd()} url more\nquorum a\n`, 1],
    ['a witness twice', `${a}${a}quorum a\n`, 2],
    ['a key twice', `${a}${a.replace('witness a', 'witness b')}quorum a\n`, 2],
    ['a name twice', `${a}${b.replace('witness b', 'witness a')}quorum a\n`, 2],
    ['a witness named none', `${a.replace('witness a', 'witness none')}quorum none\n`, 1],
    ['a group named none', `${a}group none all a\nquorum none\n`, 2],
    ['a group named as a witness', `${a}${b}group a all b\nquorum a\n`, 3],
    ['a group of nobody', `${a}group g all\nquorum g\n`, 2],
    ['a group of none', `${a}group g all none\nquorum g\n`, 2],
    ['a group before its witness', `group g all a\n${a}quorum g\n`, 1],
    ['a group of itself', `${a}group g any a g\nquorum g\n`, 2],
    ['a witness twice in a group', `${a}group g 2 a a\nquorum g\n`, 2],
    ['a witness in two groups', `${a}${b}group g any a\ngroup h any a b\nquorum h\n`, 4],
    ['more than the members', `${a}${b}group g 3 a b\nquorum g\n`, 3],
    ['zero members', `${a}group g 0 a\nquorum g\n`, 2],
    ['a leading zero', `${a}group g 01 a\nquorum g\n`, 2],
    ['a number that is none', `${a}group g 1e0 a\nquorum g\n`, 2],
    ['a negative number', `${a}group g -1 a\nquorum g\n`, 2],
    ['ALL in capitals', `${a}group g ALL a\nquorum g\n`, 2],
    ['a quorum of nothing', `${a}quorum\n`, 2],
    ['a quorum of two', `${a}${b}quorum a b\n`, 3],
    ['a quorum that is not defined', `${a}quorum b\n`, 2],
    ['a quorum before its witness', `quorum a\n${a}`, 1],
    ['a byte order mark', `\ufefflog x\nquorum none\n`, 1],
  ])('is refused with %s', (_what, text, line) => {
    const error = failure(text);
    expect(error).toBeInstanceOf(PolicyInvalid);
    expect([(error as PolicyInvalid).line, (error as PolicyInvalid).message]).toEqual([
      line,
      expect.stringMatching(`^line ${String(line)}: [a-z]`),
    ]);
  });
});
