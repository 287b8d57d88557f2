import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Misconfigured } from '#kernel';
import { checkLog } from '../language/check-log.js';
import { newInstallation, type TestInstallation } from '../language/installation.js';

describe('a key folder that lost a file', () => {
  let installation: TestInstallation;
  beforeEach(async () => {
    installation = await newInstallation();
  });
  afterEach(async () => {
    await checkLog(installation.engine);
    await installation.close();
  });

  it.each(['seal-1.pem', 'kek-1'])(
    'keeps another engine from starting without its %s',
    async (file) => {
      await rm(join(installation.dataDir, 'keys', file));
      const started = await installation.another().then(
        () => 'started',
        (error: unknown) => error,
      );
      expect(started).toBeInstanceOf(Misconfigured);
      expect(String(started)).toMatch(/DATA_DIR\/keys.*Put back the key folder/);
    },
  );
});
