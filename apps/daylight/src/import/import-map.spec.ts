import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readImportMap } from './import-map.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'daylight-map-'));
});
afterAll(() => rm(folder, { recursive: true }));

const read = async (map: object) => {
  const file = join(folder, 'map.json');
  await writeFile(file, JSON.stringify({ format: 1, ...map }));
  return readImportMap(file);
};
const csv = { case: 'Case', at: { column: 'Start' }, kind: 'Activity' };
const local = { column: 'Start', format: 'yyyy/MM/dd HH:mm:ss.SSS', zone: 'Europe/Amsterdam' };

describe('a map', () => {
  it('says what shows, what becomes a command, and what the columns mean', async () => {
    expect(await read({})).toEqual({ kinds: [], roles: [], commands: new Map(), csv: null });
    const { commands, csv: columns } = await read({
      commands: { joined: 'appointMember', left: 'endTerm', renamed: 'correctMemberName' },
      csv: { ...csv, delimiter: ';', at: local, actor: 'Who', personal: ['Who'] },
    });
    expect([...commands.keys()]).toEqual(['joined', 'left', 'renamed']);
    expect(columns).toMatchObject({
      ...{ delimiter: ';', case: 'Case', kind: 'Activity', actor: 'Who', actorRole: null },
      ...{ summary: null, personal: ['Who'], at: { column: 'Start' } },
    });
    expect(columns?.at.local?.zone).toBe('Europe/Amsterdam');
    expect((await read({ csv })).csv).toMatchObject({ delimiter: ',', at: { local: null } });
  });

  it('is what each example of the handbook is', async () => {
    const examples = fileURLToPath(new URL('../../../../docs/how-to/maps', import.meta.url));
    const files = await readdir(examples);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) await readImportMap(join(examples, file));
  });

  it.each([
    ['a command that is none of an import', { commands: { a: 'recuse' } }, /commands\.a: "recuse"/],
    ['a command of another form', { commands: { a: 1 } }, /commands\.a: 1 is no command/],
    ['a part that it does not have', { comands: {} }, /comands/],
    ['no column for the kind', { csv: { ...csv, kind: undefined } }, /csv\.kind/],
    ['a zone that is none', { csv: { ...csv, at: { ...local, zone: 'Mars' } } }, /csv\.at\.zone/],
    [
      'a format that is none',
      { csv: { ...csv, at: { ...local, format: 'y' } } },
      /csv\.at\.format/,
    ],
    [
      'a format without a zone',
      { csv: { ...csv, at: { ...local, zone: undefined } } },
      /stand together/,
    ],
    ['a delimiter of two characters', { csv: { ...csv, delimiter: '||' } }, /csv\.delimiter/],
    ['a quote as delimiter', { csv: { ...csv, delimiter: '"' } }, /csv\.delimiter/],
  ])('with %s is refused by name', async (_what, map, message) => {
    await expect(read(map)).rejects.toThrow(message);
  });
});
