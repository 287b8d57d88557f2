import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder in which `dist`, `node_modules` and `package.json` are. */
export const root = fileURLToPath(new URL('../../../../', import.meta.url));

/**
 * The feed may read the program and the published log and write its own log file, nothing else of this machine: key
 * files cannot be opened by it even under the same user. Both folders have to exist when it starts. Node's permission model; its flag lost the word "experimental" in Node 22.13.
 */
export function feedFence(dataDir: string, program = root): string[] {
  const [major = 20, minor = 0] = process.versions.node.split('.').map(Number);
  const flag =
    major > 22 || (major === 22 && minor >= 13) ? '--permission' : '--experimental-permission';
  const readable = ['dist', 'node_modules', 'package.json'].map((name) =>
    realpathSync(join(program, name)),
  );
  const log = join(realpathSync(dataDir), 'log');
  const published = join(realpathSync(dataDir), 'public', 'log');
  return [
    flag,
    '--no-warnings',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    `--allow-fs-read=${log}`,
    `--allow-fs-read=${published}`,
    `--allow-fs-write=${log}`,
  ];
}
