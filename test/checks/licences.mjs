// Fails when a package that is needed at run time has a licence that is not on the list, or when
// the lock names a package from somewhere else than the npm registry or without its checksum.
import { spawnSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// prettier-ignore
const permissive = new Set([
  '0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'MIT', 'MIT-0',
  'PostgreSQL', 'Python-2.0', 'Unlicense', 'Zlib',
]);

/** Whether an SPDX expression can be met with permissive licences alone. AND binds tighter than OR. */
export function isPermissive(expression) {
  const words = expression.match(/[()]|[^\s()]+/g) ?? [];
  const list = (word, part, joined) => {
    const parts = [part()];
    while (words[0] === word) {
      words.shift();
      parts.push(part());
    }
    return joined(parts);
  };
  const any = () => list('OR', all, (parts) => parts.includes(true));
  const all = () => list('AND', one, (parts) => !parts.includes(false));
  const one = () => {
    const word = words.shift();
    if (word !== '(') return permissive.has(word);
    const inner = any();
    return words.shift() === ')' && inner;
  };
  return any() && words.length === 0;
}

export function licenceProblems(sbom) {
  return sbom.components.flatMap(({ 'bom-ref': name, licenses = [] }) => {
    const named = licenses.map(
      ({ license, expression }) => expression ?? license.id ?? license.name,
    );
    if (named.length === 0) return [`${name} names no licence`];
    return named.filter((text) => !isPermissive(text)).map((text) => `${name} is under ${text}`);
  });
}

export function lockProblems({ packages }) {
  // '' is this repository; a link points at one of its workspaces.
  const ours = new Set(['']);
  for (const entry of Object.values(packages)) if (entry.link) ours.add(entry.resolved);
  return Object.entries(packages).flatMap(([path, { link, resolved, integrity }]) => {
    if (link || ours.has(path)) return [];
    const problems = [];
    // A lock written for a mirror records no addresses.
    if (resolved && !resolved.startsWith('https://registry.npmjs.org/'))
      problems.push(`${path} comes from ${resolved}, not from the npm registry`);
    if (!integrity) problems.push(`${path} has no integrity in package-lock.json`);
    return problems;
  });
}

/** From the lock, so that the packages of other platforms are checked too. */
function bill() {
  const args = ['sbom', '--sbom-format=cyclonedx', '--omit=dev', '--package-lock-only'];
  const { status, stdout, stderr } = spawnSync('npm', args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    shell: process.platform === 'win32',
  });
  if (status === 0) return JSON.parse(stdout);
  const reason = String(stderr).split('\n').slice(0, 5).join('\n');
  throw new Error(`npm ${args.join(' ')} failed. Run npm ci and try again.\n${reason}`);
}

if (realpathSync(process.argv[1] ?? '.') === fileURLToPath(import.meta.url)) {
  const sbom = bill();
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const problems = [...licenceProblems(sbom), ...lockProblems(lock)];
  for (const problem of problems) console.error(problem);
  console.log(`licences: ${sbom.components.length} packages, ${problems.length} problems`);
  if (problems.length > 0) process.exitCode = 1;
}
