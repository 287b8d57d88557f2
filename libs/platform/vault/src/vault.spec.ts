import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { investigation, OpenInvestigation, RecordAction } from '#investigation/process';
import { Invalid, Misconfigured } from '#kernel';
import { openPool, withClient, type Connection } from '#platform/postgres';
import {
  everyRole,
  newInstallation,
  type TestInstallation,
} from '../../../../test/language/installation.js';
import { checkLog } from '../../../../test/language/check-log.js';
import { KeyEncryptionKeys } from './keks.js';
import { openKeyFolder, type KeyFolder } from './key-folder.js';
import { Officers } from './officers.js';
import { Vault } from './vault.js';

let installation: TestInstallation;
let pool: pg.Pool;
let folder: KeyFolder;
const vault = () => new Vault(pool, folder);
const newStream = () => `case-${randomUUID()}`;
const countOf = async (holder: string) =>
  (await pool.query('select kid from wrapped_key where holder = $1', [holder])).rowCount;

beforeAll(async () => {
  installation = await newInstallation();
  folder = await openKeyFolder(installation.dataDir);
  pool = openPool(installation.databases.keys.keys, 'test vault');
});
afterAll(async () => {
  await pool.end();
  await installation.close();
});

describe('the keyring', () => {
  it('makes each key once, also for twenty callers of two processes at once', async () => {
    const stream = newStream();
    const persons = Array.from({ length: 40 }, () => randomUUID());
    const vaults = [vault(), vault()];
    const rings = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        // Each names the people in another order: rows inserted crosswise must not wait for each other.
        const order = i % 2 === 0 ? persons : persons.toReversed();
        const ring = await (vaults[i % 2] as Vault).keyring(stream, 'case', order);
        return [ring.procedure, ring.panel, ...persons.map((id) => ring.person(id))]
          .map(({ kid, key }) => `${kid} ${key.toString('hex')}`)
          .join();
      }),
    );
    expect(new Set(rings).size).toBe(1);
    expect(await countOf(stream)).toBe(2);
    const { rows } = await pool.query<{ n: number }>(
      'select count(*)::int as n from wrapped_key where holder = any($1)',
      [persons.map((id) => `person:${id}`)],
    );
    expect(rows).toEqual([{ n: persons.length }]);
  });

  it('has other keys for another case, audience and class', async () => {
    const [a, b] = [newStream(), newStream()];
    await new Officers(pool, folder).enrol('o1', 'support', 'correct horse battery');
    const rings = [
      await vault().keyring(a, 'case', []),
      await vault().keyring(b, 'case', []),
      await vault().keyring(a, 'support', []),
    ];
    const all = rings.flatMap(({ procedure, panel }) => [procedure, panel]);
    expect(new Set(all.map(({ kid }) => kid)).size).toBe(6);
    expect(new Set(all.map(({ key }) => key.toString('hex'))).size).toBe(6);
    for (const { kid, key } of all) {
      expect(kid).toMatch(/^k_[0-9a-f]{16}$/);
      expect(key).toHaveLength(32);
    }
  });

  it('has no key for a person who was not announced', async () => {
    const stream = newStream();
    const [known, stranger] = [randomUUID(), randomUUID()];
    const one = vault();
    await one.keyring(stream, 'case', [stranger]);
    const ring = await one.keyring(stream, 'case', [known]);
    expect(ring.person(known).key).toHaveLength(32);
    expect(() => ring.person(stranger)).toThrow(Invalid);
  });

  it('keeps keys wrapped, so that the database alone opens nothing', async () => {
    const { panel } = await vault().keyring(newStream(), 'case', []);
    const rows = await textOf(installation.databases.keys.owner);
    expect(rows).toContain(panel.kid);
    expect(rows).not.toContain(panel.key.toString('hex'));
    expect(rows).not.toContain((folder.keks.get(1) as Buffer).toString('hex'));
    const keks = new KeyEncryptionKeys('/nowhere', new Map([[1, Buffer.alloc(32)]]));
    const other = new Vault(pool, { ...folder, keks });
    const failure = await other.keys([panel.kid]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Misconfigured);
  });
});

describe('keys by their ids', () => {
  it('are those of the keyring, in the order asked for', async () => {
    const { procedure, panel } = await vault().keyring(newStream(), 'case', []);
    const found = await vault().keys([panel.kid, 'k_unknown', procedure.kid]);
    expect(found.map(({ kid }) => kid)).toEqual([panel.kid, procedure.kid]);
    expect(found.map(({ key }) => key.toString('hex'))).toEqual(
      [panel, procedure].map(({ key }) => key.toString('hex')),
    );
  });

  it('are absent once their row is deleted, and a later event gets another key', async () => {
    const stream = newStream();
    const person = randomUUID();
    const before = (await vault().keyring(stream, 'case', [person])).person(person);
    await pool.query('delete from wrapped_key where kid = $1', [before.kid]);
    expect(await vault().keys([before.kid])).toEqual([]);
    const after = (await vault().keyring(stream, 'case', [person])).person(person);
    expect(after.kid).not.toBe(before.kid);
    expect(after.key.equals(before.key)).toBe(false);
  });

  it('cannot be moved to another row', async () => {
    const { procedure, panel } = await vault().keyring(newStream(), 'case', []);
    await pool.query(
      `update wrapped_key set wrapped = (select wrapped from wrapped_key where kid = $1) where kid = $2`,
      [panel.kid, procedure.kid],
    );
    const failure = await vault()
      .keys([procedure.kid])
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Misconfigured);
    // Rows that cannot be unwrapped stay out of the other tests.
    await pool.query('delete from wrapped_key where kid = $1', [procedure.kid]);
  });
});

describe('a person', () => {
  it('has one id for one name in a scope, and another in another', async () => {
    const [a, b] = [newStream(), newStream()];
    const id = await vault().personOf(a, '李晓梅');
    expect(await vault().personOf(a, '李晓梅')).toBe(id);
    expect(await vault().personOf(a, '李晓')).not.toBe(id);
    expect(await vault().personOf(b, '李晓梅')).not.toBe(id);
  });

  it('has one id also for twenty who ask at once in two processes', async () => {
    const scope = newStream();
    const vaults = [vault(), vault()];
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (vaults[i % 2] as Vault).personOf(scope, '王波')),
    );
    expect(new Set(ids).size).toBe(1);
  });

  it('leaves no name in any row of either database', async () => {
    const { engine, databases } = installation;
    const names = ['诸葛慧兰', 'Zebedee Quillfeather'];
    const ref = 'scan-1';
    const stream = engine.vault.streamOf(ref);
    const mentions = await Promise.all(
      names.map(async (name) => ({ name, person: await engine.vault.personOf(stream, name) })),
    );
    const opening = {
      case: ref,
      title: { zh: '一', en: 'one' },
      publicity: 'public' as const,
      basis: 'panel-record' as const,
      receivedAt: '2026-03-02T09:30:00+08:00',
    };
    const actor = everyRole;
    await engine.decisions.take(
      investigation,
      new OpenInvestigation(opening, { actor, commandId: 'scan-open' }),
    );
    const { events } = await engine.decisions.take(
      investigation,
      new RecordAction(
        {
          case: ref,
          at: '2026-03-02T10:30:00+08:00',
          kind: 'interview',
          actor: mentions[0],
          summary: `Heard ${names.join(' and ')}.`,
          mentions,
        },
        { actor, commandId: 'scan-record' },
      ),
    );
    expect(events).toBe(1);
    expect((await checkLog(engine)).size).toBeGreaterThan(2);
    const rows = (await textOf(databases.main.owner)) + (await textOf(databases.keys.owner));
    expect(rows).toContain(mentions[0]?.person);
    for (const name of names) {
      const bytes = Buffer.from(name, 'utf8');
      const sha256 = createHash('sha256').update(name).digest();
      const forms = [name, JSON.stringify(name).slice(1, -1)];
      for (const one of [bytes, sha256]) {
        forms.push(one.toString('hex'), one.toString('base64'), one.toString('base64url'));
      }
      // Inside longer base64 a name starts at any of three offsets; its first and last characters depend on neighbours.
      for (const offset of [0, 1, 2]) {
        const shifted = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64url');
        forms.push(shifted.slice(offset === 0 ? 0 : offset + 1, -3));
      }
      for (const form of forms) expect([form, rows.includes(form)]).toEqual([form, false]);
    }
  });
});

/** Every row of every table of a database as text. */
const textOf = (owner: Connection) =>
  withClient(owner, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      texts.push(...rows.map(({ row }) => row));
    }
    return texts.join('\n');
  });
