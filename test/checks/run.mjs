// What `npm test` runs. Names each step that fails, runs no test then, and ends with one line
// `N passed, N failed, N skipped`. With --long: only the long tests. Further arguments go to Jest.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const long = process.argv.includes('--long');
const forJest = process.argv.slice(2).filter((argument) => argument !== '--long');

const bin = (path) => [process.execPath, join('node_modules', path)];
const typescript = bin('typescript/bin/tsc');
const build = [
  ['build', [...typescript, '-p', 'tsconfig.build.json']],
  ['assets', [process.execPath, 'apps/daylight/copy-assets.mjs']],
];
const checks = [
  ['format', [...bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.']],
  ['types', [...typescript, '--noEmit', '-p', 'tsconfig.json']],
  ['browser', [...typescript, '-p', 'apps/feed/verify/tsconfig.browser.json']],
  ['lint', [...bin('eslint/bin/eslint.js'), '.']],
  ['licences', [process.execPath, 'test/checks/licences.mjs']],
];

function run([command, ...args], env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: 'inherit',
    });
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0));
  });
}

/** Jest's counts. A file that cannot run, or a run that leaves no result, counts as one failure. */
async function test() {
  const folder = await mkdtemp(join(tmpdir(), 'daylight-test-'));
  const outputFile = join(folder, 'result.json');
  const jest = [
    process.execPath,
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    '--json',
    `--outputFile=${outputFile}`,
    ...(long ? ['--passWithNoTests'] : []),
    ...forJest,
  ];
  try {
    const ok = await run(jest, { LONG: long ? '1' : '' });
    const result = await readFile(outputFile, 'utf8').then(JSON.parse, () => undefined);
    const failed = (result?.numFailedTests ?? 0) + (result?.numRuntimeErrorTestSuites ?? 0);
    return {
      passed: result?.numPassedTests ?? 0,
      failed: ok ? failed : Math.max(failed, 1),
      skipped: (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function step([name, command]) {
  console.log(`> ${name}`);
  const ok = await run(command);
  if (!ok) console.error(`The step "${name}" failed: ${command.slice(1).join(' ')}`);
  return ok;
}

async function all() {
  // The checks need nothing of each other, and the slowest takes longer than all others.
  const checked = long ? [] : await Promise.all(checks.map(step));
  for (const next of build) if (checked.every(Boolean)) checked.push(await step(next));
  const failed = checked.filter((ok) => !ok).length;
  if (failed > 0) return { passed: 0, failed, skipped: 0 };
  console.log(long ? '> long tests' : '> tests');
  return test();
}

const { passed, failed, skipped } = await all();
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
if (failed > 0) process.exitCode = 1;
