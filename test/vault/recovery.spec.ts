import { Encrypter } from 'age-encryption';
import { randomBytes, randomUUID } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Invalid, Misconfigured } from '#kernel';
import { drill, listKeys, rotate, setRecovery } from '#vault';
import { failureOf, newKeys, newIdentity, textOf, type TestKeys } from './keys.js';

let keys: TestKeys;
let folder: string;
let [ann, bob, eve]: Awaited<ReturnType<typeof newIdentity>>[] = [];
beforeEach(async () => {
  keys = await newKeys();
  folder = join(keys.parts.dataDir, 'keys');
  [ann, bob, eve] = await Promise.all([1, 2, 3].map(() => newIdentity(keys.parts.dataDir)));
  await (await keys.vault()).keyring('case-a', 'case', [randomUUID(), randomUUID()]);
});
afterEach(() => keys.close());

const recipients = () => [ann?.recipient ?? '', bob?.recipient ?? ''];
const copies = async () =>
  (await readdir(join(folder, 'recovery'))).filter((name) => name !== 'recipients');
const all = async () =>
  Promise.all(
    (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [path, (await readFile(path)).toString('base64')] as const;
      }),
  );

describe('the recovery copy', () => {
  it('is opened by each recipient alone, and by nobody else', async () => {
    expect(await setRecovery(keys.parts, recipients())).toEqual({
      version: 1,
      recipients: recipients(),
    });
    for (const one of [ann, bob]) {
      expect(await drill(keys.parts, one?.file ?? '')).toEqual({
        version: 1,
        files: ['kek-1', 'naming', 'seal-1.pem', 'log-1.pem', 'recovery/recipients'],
        opened: 4,
      });
    }
    const failure = await failureOf(drill(keys.parts, eve?.file ?? ''));
    expect(failure).toBeInstanceOf(Misconfigured);
    expect(failure.message).toContain('does not open');
    expect((await stat(join(folder, 'recovery'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'recovery', 'kek-1.age'))).mode & 0o777).toBe(0o600);
  });

  it('holds no key in clear', async () => {
    await setRecovery(keys.parts, recipients());
    const copy = await readFile(join(folder, 'recovery', 'kek-1.age'), 'latin1');
    for (const name of ['kek-1', 'naming']) {
      const text = await readFile(join(folder, name), 'utf8');
      expect(copy).not.toContain(text);
      expect(copy).not.toContain(Buffer.from(text, 'base64').toString('latin1'));
    }
  });

  it('needs two different people, and never a secret', async () => {
    const [a = '', b = ''] = recipients();
    const wrong = [[], [a], [a, a], [a, 'age1nobody'], [a, `${b.slice(0, -1)}q`], [a, `${b}\n`]];
    for (const some of [...wrong, [a, b, ann?.identity ?? '']]) {
      const failure = await failureOf(setRecovery(keys.parts, some));
      expect(failure).toBeInstanceOf(Invalid);
      expect(failure.message).not.toContain(ann?.identity);
    }
    expect((await listKeys(keys.parts)).recovery).toEqual({
      ...{ recipients: [], copies: [], covers: false },
    });
  });

  it('is issued anew at each rotation, before the first row stands under the new key', async () => {
    await setRecovery(keys.parts, recipients());
    const first = await readFile(join(folder, 'recovery', 'kek-1.age'));
    await failureOf(
      rotate(keys.parts, () => {
        throw new Error('broken off');
      }),
    );
    expect((await copies()).sort()).toEqual(['kek-1.age', 'kek-2.age']);
    // Rows may stand under either: the copy holds both.
    expect((await drill(keys.parts, ann?.file ?? '')).files).toContain('kek-1');
    expect(await rotate(keys.parts)).toMatchObject({ version: 2, recipients: 2 });
    expect(await copies()).toEqual(['kek-2.age']);
    for (const one of [ann, bob]) {
      const { version, files, opened } = await drill(keys.parts, one?.file ?? '');
      expect([version, opened]).toEqual([2, 4]);
      expect(files.filter((name) => name.startsWith('kek-'))).toEqual(['kek-2']);
    }
    // Who kept the old copy opens no row with it.
    await writeFile(join(folder, 'recovery', 'kek-2.age'), first);
    const failure = await failureOf(drill(keys.parts, ann?.file ?? ''));
    expect(failure.message).toContain('kek-1, kek-2');
  });

  it('can be issued to others', async () => {
    await setRecovery(keys.parts, recipients());
    await setRecovery(keys.parts, [bob?.recipient ?? '', eve?.recipient ?? '']);
    await drill(keys.parts, eve?.file ?? '');
    expect(await failureOf(drill(keys.parts, ann?.file ?? ''))).toBeInstanceOf(Misconfigured);
    expect(await copies()).toEqual(['kek-1.age']);
  });
});

describe('a drill', () => {
  const failing = async () => {
    const failure = await failureOf(drill(keys.parts, ann?.file ?? ''));
    expect(failure).toBeInstanceOf(Misconfigured);
    return failure.message;
  };

  it('says what to do where there is no copy', async () => {
    expect(await failing()).toContain('daylight keys recovery --recipient');
    await setRecovery(keys.parts, recipients());
    await rm(join(folder, 'recovery', 'kek-1.age'));
    expect(await failing()).toContain('daylight keys rotate');
  });

  it('writes nothing', async () => {
    await setRecovery(keys.parts, recipients());
    const before = [await all(), await textOf(keys.databases)];
    await drill(keys.parts, ann?.file ?? '');
    expect([await all(), await textOf(keys.databases)]).toEqual(before);
  });

  it('finds a key that is not the one in use', async () => {
    await setRecovery(keys.parts, recipients());
    await writeFile(join(folder, 'naming'), randomBytes(32).toString('base64'));
    expect(await failing()).toContain('naming');
  });

  it('finds rows that the recovered key does not open', async () => {
    await setRecovery(keys.parts, recipients());
    await keys.pool.query(
      `update wrapped_key set wrapped = decode(repeat('00', 60), 'hex') where class = 'panel'`,
    );
    expect(await failing()).toContain('does not open key k_');
  });

  it('finds a damaged copy and one that holds something else', async () => {
    await setRecovery(keys.parts, recipients());
    const copy = join(folder, 'recovery', 'kek-1.age');
    const bytes = await readFile(copy);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await writeFile(copy, bytes);
    expect(await failing()).toContain('does not open');
    const encrypter = new Encrypter();
    encrypter.addRecipient(ann?.recipient ?? '');
    await writeFile(copy, await encrypter.encrypt('{"format":1,"files":{"../x":"y"}}'));
    expect(await failing()).toContain('something else');
  });

  it('takes a file of age-keygen, and says what else it got', async () => {
    await setRecovery(keys.parts, recipients());
    const file = join(keys.parts.dataDir, 'other');
    await writeFile(
      file,
      `# created: today\n# public key: ${ann?.recipient ?? ''}\r\n${ann?.identity ?? ''}\r\n`,
    );
    expect((await drill(keys.parts, file)).version).toBe(1);
    await writeFile(file, 'secret words that are no identity');
    const failure = await failureOf(drill(keys.parts, file));
    expect(failure.message).toContain('no identity of age');
    expect(failure.message).not.toContain('secret words');
    const missing = await failureOf(drill(keys.parts, `${file}-not-there`));
    expect(missing.message).toContain('There is no identity file');
  });
});

describe('the list of keys', () => {
  it('counts, and shows neither keys nor names nor their ids', async () => {
    const vault = await keys.vault();
    const person = await vault.personOf('case-a', '诸葛慧兰');
    const { panel } = await vault.keyring('case-a', 'case', [person]);
    await setRecovery(keys.parts, recipients());
    const list = await listKeys(keys.parts);
    const counted = list.keys.map((k) => [k.audience, k.class, k.level, k.kek, k.count]);
    expect(counted).toEqual([
      ['case', 'panel', 1, 1, 1],
      ['case', 'personal', 1, 1, 3],
      ['case', 'procedure', 1, 1, 1],
    ]);
    for (const { oldest, newest } of list.keys) expect(oldest <= newest).toBe(true);
    expect(list.keks).toEqual([{ version: 1, active: true, file: true, rows: 5 }]);
    expect(list.recovery).toEqual({ recipients: recipients(), copies: [1], covers: true });
    const text = JSON.stringify(list);
    for (const secret of [panel.kid, panel.key.toString('base64'), person, 'case-a', '诸葛'])
      expect(text).not.toContain(secret);
  });
});
