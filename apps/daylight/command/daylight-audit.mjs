#!/usr/bin/env node
import { existsSync } from 'node:fs';

// npm does not link a root package's own commands; this shim is what `npx daylight-audit` finds: the one file that
// everyone can fetch from a site.
const program = new URL(
  '../../../dist/apps/feed/assets/verify/daylight-audit.mjs',
  import.meta.url,
);
if (!existsSync(program)) {
  console.error('daylight-audit is not built yet: run `npm run build` first.');
  process.exit(2);
}
await import(program.href);
