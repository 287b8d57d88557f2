import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { withClient, type Databases } from '#platform/postgres';
import { newDatabases } from '../../../../test/language/installation.js';
import { activeOrNone } from './active-kek.js';
import { openKeyFolder } from './key-folder.js';
import { rotate } from './rotate.js';
import { wrap } from './wrapping.js';

describe('an insert that is under way when a rotation begins', () => {
  let databases: Databases;
  let dataDir: string;
  let drop: () => Promise<void>;
  beforeEach(async () => {
    ({ databases, dataDir, drop } = await newDatabases());
  });
  afterEach(() => drop());

  /** Version of the row after the rotation that began while its transaction was open. */
  async function raced(held: string): Promise<number | undefined> {
    const old = (await openKeyFolder(dataDir)).keks.get(1) as Buffer;
    const kid = `k_${randomBytes(8).toString('hex')}`;
    return withClient(databases.keys.keys, async (client) => {
      await client.query('begin');
      await client.query(
        `with ${held} insert into wrapped_key select $2, $3, 'case', 'personal', version, $4, now() from active`,
        [1, kid, `person:${randomUUID()}`, wrap(randomBytes(32), kid, old)],
      );
      const rotation = rotate({ keys: databases.keys.keys, dataDir });
      await Promise.race([rotation, sleep(1000)]);
      await client.query('commit');
      await rotation;
      const { rows } = await client.query<{ kek: number }>(
        'select kek from wrapped_key where kid = $1',
        [kid],
      );
      return rows[0]?.kek;
    });
  }

  it('is waited for, and its row rewrapped', async () => {
    expect(await raced(activeOrNone)).toBe(2);
  });

  it('would leave a row that nobody can open if it did not hold the active row: the twin', async () => {
    expect(await raced(activeOrNone.replace('for share', ''))).toBe(1);
  });

  it('comes too late once the rotation has begun', async () => {
    await openKeyFolder(dataDir);
    await rotate({ keys: databases.keys.keys, dataDir });
    await withClient(databases.keys.keys, async (client) => {
      const { rowCount } = await client.query(`with ${activeOrNone} select from active`, [1]);
      expect(rowCount).toBe(0);
    });
  });
});
