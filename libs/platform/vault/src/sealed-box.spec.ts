import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { repository } from '../../../../test/language/tracker.js';
import { newBoxKeys, openBox, sealTo } from './sealed-box.js';

const run = promisify(execFile);
/** A heap so small that the collector runs all the time. */
const node = (program: string, timeout: number) =>
  run(process.execPath, ['--max-semi-space-size=1', '--input-type=module', '--eval', program], {
    cwd: repository,
    timeout,
    killSignal: 'SIGKILL',
  });

describe('a sealed box', () => {
  it('opens for its key and its name only', () => {
    const [keys, other] = [newBoxKeys(), newBoxKeys()];
    const secret = randomBytes(32);
    const box = sealTo(keys.publicKey, secret, 'a');
    expect(keys.publicKey).toHaveLength(32);
    expect(openBox(box, keys, 'a')).toEqual(secret);
    expect(() => openBox(box, keys, 'b')).toThrow();
    expect(() => openBox(box, other, 'a')).toThrow();
  });

  it('is made while the collector runs: key objects that wait for their own lock would stop the process', async () => {
    const program = `
      import { newBoxKeys, sealTo } from './dist/libs/platform/vault/src/sealed-box.js';
      const { publicKey } = newBoxKeys();
      for (let i = 0; i < 5000; i += 1) sealTo(publicKey, Buffer.alloc(32), 'a');
      console.log('done');`;
    expect((await node(program, 25_000)).stdout).toBe('done\n');
  });
});
