// Copies what the programs read at run time and the compiler does not write.
import { chmodSync, cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);
for (const folder of ['libs/platform/postgres/sql', 'apps/feed/assets', 'apps/daylight/fixtures']) {
  const [from, to] = [new URL(folder, root), new URL(`dist/${folder}`, root)];
  cpSync(fileURLToPath(from), fileURLToPath(to), { recursive: true });
}
for (const command of ['daylight', 'daylight-audit']) {
  chmodSync(fileURLToPath(new URL(`apps/daylight/command/${command}.mjs`, root)), 0o755);
}
