import { describe, expect, it } from '@jest/globals';
import { readActionLine, type ActionLine } from './action-line.js';
import type { CommandName, ImportMap } from './import-map.js';
import { ProtectedNames } from './protected-names.js';
import { translate, Untranslatable } from './translate.js';

const vice = { zh: '副主席', en: 'Vice chair' };
const map: ImportMap = {
  kinds: [],
  roles: [{ name: 'vice chair', words: vice }],
  commands: new Map(),
  csv: null,
};

const line = (change: object = {}): ActionLine => {
  const text = JSON.stringify({
    case: 'T',
    at: '2021-05-04T18:00:00Z',
    kind: 'k',
    actor: 'Ada Quill',
    ...change,
  });
  const read = readActionLine({ number: 1, bytes: Buffer.from(text) });
  if (read === null || 'code' in read) throw new Error(text);
  return read;
};

const command = async (name: CommandName, of: ActionLine, isProtected = false) => {
  const personOf = (alias: string) => Promise.resolve(`person of ${alias}`);
  const meta = { actor: { id: 'x', roles: [] }, commandId: 'c' };
  const { kind, data } = await translate(
    name,
    of,
    { map, zone: 'Asia/Shanghai', isProtected, personOf },
    meta,
  );
  return { kind, ...data };
};

describe('a line that becomes a command', () => {
  it('says who, as what, and since which day in the zone', async () => {
    const ada = line();
    const mentions = [{ name: 'Ada Quill', person: 'person of Ada Quill' }];
    expect(await command('appointMember', ada)).toEqual({
      kind: 'AppointMember',
      case: 'T',
      on: '2021-05-05',
      member: { name: 'Ada Quill', person: 'person of Ada Quill' },
      role: 'member',
      constituency: 'other',
      mentions,
      source: ada.source,
    });
    const left = line({ actor: null, extra: { member: 'Q1' } });
    expect(await command('endTerm', left)).toEqual({
      kind: 'EndTerm',
      case: 'T',
      on: '2021-05-05',
      member: 'person of member:Q1',
      reasonClass: 'other',
      mentions: [],
      source: left.source,
    });
    expect(await command('correctMemberName', line({ extra: { member: 'Q1' } }))).toMatchObject({
      member: 'person of member:Q1',
      name: 'Ada Quill',
    });
  });

  it('names in its source whom the command is about, however the source writes the name', async () => {
    const quill = {
      actor: 'Ada "A" Quíll',
      personal: ['Ada "A" Quíll', 'Bo'],
      extra: { member: 'Q1' },
    };
    const spelled = ['Ada "A" Quíll', 'Ada \\"A\\" Quíll', 'Ada \\"A\\" Qu\\u00edll'];
    expect(await command('appointMember', line(quill))).toMatchObject({
      mentions: [
        ...spelled.map((name) => ({ name, person: 'person of member:Q1' })),
        ...spelled.map((name) => ({ name, person: 'person of Ada "A" Quíll' })),
        { name: 'Bo', person: 'person of Bo' },
      ],
    });
  });

  it.each([
    ['chair', 'chair'],
    ['chairman', 'chair'],
    ['chairwoman', 'chair'],
    ['Chairperson', 'chair'],
    ['alternate', 'alternate'],
    ['secretary', 'secretary'],
    ['member', 'member'],
    ['cousin', 'member'],
    ['constructor', 'member'],
    ['cochairman', 'member'],
  ])('reads the role %s as %s, without a title', async (actorRole, role) => {
    const appointed = await command('appointMember', line({ actorRole }));
    expect(appointed).toMatchObject({ role });
    expect(appointed).not.toHaveProperty('title');
  });

  it('has the words of the map as a title for another role', async () => {
    expect(await command('appointMember', line({ actorRole: 'vice chair' }))).toMatchObject({
      role: 'member',
      title: vice,
    });
  });

  it('protects a name that must not be public, and does not correct it', async () => {
    expect(await command('appointMember', line(), true)).toMatchObject({ protected: true });
    await expect(command('correctMemberName', line(), true)).rejects.toThrow(Untranslatable);
  });

  it('seats whom the file knows by an id only, without showing the id', async () => {
    const unnamed = line({ actor: null, extra: { member: 'Q1' } });
    expect(await command('appointMember', unnamed)).toMatchObject({
      member: { name: '未具名 · not named', person: 'person of member:Q1' },
    });
  });

  it('is none when it names nobody or does not know its day', async () => {
    for (const [name, of] of [
      ['appointMember', line({ actor: null })],
      ['correctMemberName', line({ actor: null, extra: { member: 'Q1' } })],
      ['endTerm', line({ actor: null })],
      ['appointMember', line({ extra: { precision: 'year' } })],
    ] as const)
      await expect(command(name, of)).rejects.toThrow(Untranslatable);
  });
});

describe('names that must not be public', () => {
  const names = (...lines: ActionLine[]) => {
    const kept = new ProtectedNames();
    for (const one of lines) kept.add(one);
    return kept;
  };

  it('are those of the line itself, also a part of the name', () => {
    expect(names().covers(line({ personal: ['Quill'] }))).toBe(true);
    expect(names().covers(line({ personal: ['Bo Rask'] }))).toBe(false);
  });

  it('are those that any line of the case lists, and whoever bears them', () => {
    const others = line({ kind: 'other', actor: 'X', personal: ['Ada Quill'] });
    expect(names(others).covers(line())).toBe(true);
    expect(names(others).covers(line({ case: 'U' }))).toBe(false);
    const herself = line({ personal: ['Ada Quill'], extra: { member: 'Q1' } });
    expect(names(herself).covers(line({ actor: 'A. Quill', extra: { member: 'Q1' } }))).toBe(true);
    expect(names(herself).covers(line({ actor: 'A. Quill', extra: { member: 'Q2' } }))).toBe(false);
  });
});
