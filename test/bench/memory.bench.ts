import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { formatInstant, systemClock } from '#kernel';
import { rebuild } from '#projections';
import { Importer } from '../../apps/daylight/src/import/importer.js';
import type { BenchInstallation } from './bench-installation.js';
import type { Report } from './report.js';

const few = 10_000;
const actions = 500_000;

/** Memory of an import of 500,000 actions and of a rebuild over them, against what the first 10,000 took. */
export async function memory(installation: BenchInstallation, report: Report): Promise<void> {
  const { engine, dataDir } = installation;
  const file = join(dataDir, 'many.ndjson');
  await write(file);
  const importing = new Peaks();
  const request = { file, source: 'many', map: null, strict: false, dryRun: false };
  const importer = new Importer(
    engine,
    request,
    ({ read }) => {
      importing.look(read);
    },
    () => systemClock.now(),
  );
  const { written, seconds } = await importer.run();
  importing.say(
    report,
    `import of ${String(written)} actions (${String(Math.round(written / seconds))}/s)`,
  );
  while (await engine.projections.advance());
  for (const projected of engine.projections.parts.views) {
    const rebuilding = new Peaks();
    await rebuild(engine.projections, projected, {
      onProgress: ({ events }) => {
        rebuilding.look(events);
      },
    });
    rebuilding.say(report, `rebuild of ${projected.view.name}`);
  }
}

/** Resident memory at its highest: while the first 10,000 went through, and after. */
class Peaks {
  private early = 0;
  private late = 0;

  look(done: number): void {
    const megabytes = process.memoryUsage().rss / 2 ** 20;
    if (done <= few) this.early = Math.max(this.early, megabytes);
    else this.late = Math.max(this.late, megabytes);
  }

  /** Says nothing of what ended before there was anything to look at: a view of slots waits for its slot. */
  say(report: Report, what: string): void {
    if (this.late === 0) return;
    report.add({ name: `memory of ${what}, first 10,000`, value: this.early, unit: 'MB' });
    report.add({ name: `memory of ${what}, at most`, value: this.late, unit: 'MB' });
    report.add({
      name: `memory of ${what}, growth`,
      value: this.late / this.early,
      unit: '×',
      mark: { atMost: 1.5 },
    });
  }
}

/** Ten actions a case, cases side by side as in a real file, each case with two people of its own. */
async function write(file: string): Promise<void> {
  const out = createWriteStream(file);
  const day = Date.UTC(2020, 0, 1);
  for (let i = 0; i < actions; i += 1) {
    const ref = `M-${String(Math.floor(i / 5000) * 500 + (i % 500))}`;
    const line = {
      case: ref,
      at: formatInstant(day + i * 60_000),
      kind: 'note',
      actor: `Person ${String(i % 2)} of ${ref}`,
      summary: 'A note was taken and filed with the others.',
      extra: { id: `m-${String(i)}` },
    };
    if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}
