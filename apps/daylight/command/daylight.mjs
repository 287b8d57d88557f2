#!/usr/bin/env node
import { existsSync } from 'node:fs';

// npm does not link a root package's own commands; this shim is what `npx daylight` finds.
const program = new URL('../../../dist/apps/daylight/src/main.js', import.meta.url);
if (!existsSync(program)) {
  console.error('daylight is not built yet: run `npm run build` first.');
  process.exit(2);
}
await import(program.href);
