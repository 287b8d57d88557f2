import { append } from './append.bench.js';
import { incidents } from './import.bench.js';
import { memory } from './memory.bench.js';
import { projections } from './projections.bench.js';
import { push } from './push.bench.js';
import { read } from './read.bench.js';
import { sealed } from './sealed.bench.js';
import { verify } from './verify.bench.js';
import { benchInstallation, type BenchInstallation } from './bench-installation.js';
import { reaches, Report } from './report.js';

/** A log of a million leaves is checked, which takes some minutes to make. */
const large = process.argv.includes('--large');

/** By name, in the order in which they run. Each gets an installation of its own. `memory` takes many minutes. */
const benches: Readonly<
  Record<string, (installation: BenchInstallation, report: Report) => Promise<void>>
> = {
  append,
  sealed,
  read,
  push,
  projections,
  incidents,
  verify: (installation, report) => verify(installation, report, large ? 1_000_000 : undefined),
  memory,
};

const asked = process.argv.slice(2).filter((argument) => argument !== '--large');
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(', ')}. Benchmarks: ${Object.keys(benches).join(', ')}.`,
  );
  process.exit(2);
}
const report = new Report();
for (const [name, run] of Object.entries(benches)) {
  if (asked.length > 0 ? !asked.includes(name) : name === 'memory') continue;
  const installation = await benchInstallation();
  try {
    await run(installation, report);
  } finally {
    await installation.close();
  }
}
const missed = report.figures.filter((figure) => !reaches(figure));
console.log(
  missed.length === 0
    ? 'Every mark was reached.'
    : `Missed: ${missed.map(({ name }) => name).join('; ')}.`,
);
process.exit(missed.length === 0 ? 0 : 1);
