import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { readConfiguration } from '#platform/configuration';
import type { Engine } from '#engine';
import { exportBundle } from '../export/export-bundle.js';
import type { SealedPartWish, SealedProfile } from '../export/sealed-part.js';
import { withEngine } from '../installation.js';
import { Output } from '../output.js';
import { Usage } from '../usage.js';

interface Options {
  readonly sealed?: SealedProfile;
  readonly case: readonly string[];
  readonly to: readonly string[];
  readonly json?: boolean;
}

const more = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export const exportCommand = () =>
  new Command('export')
    .description(
      'Write a bundle with which anyone, or an auditor, checks the published log offline.',
    )
    .argument('<dir>', 'folder that does not exist, or is empty')
    .addOption(
      new Option(
        '--sealed <profile>',
        'also windows of sealed leaves: `procedure` what deciding and controls need, of every case; `full` everything of the cases named',
      ).choices(['procedure', 'full']),
    )
    .option('--case <ref>', 'with `--sealed full`: a case; may be given again', more, [])
    .option('--to <recipient>', 'age recipient of the auditor; may be given again', more, [])
    .option(
      '--json',
      'progress and result as NDJSON on standard output; the last line is the result',
    )
    .action(async (dir: string, options: Options) => {
      refuseHalf(options);
      const output = new Output(options.json ?? false);
      const began = performance.now();
      await withEngine(readConfiguration(process.env), async (engine) => {
        const wish = await recorded(engine, options);
        const folder = resolve(dir);
        const done = await exportBundle(engine, folder, wish, (counts) => {
          output.progress({ ...counts });
        });
        const seconds = (performance.now() - began) / 1000;
        output.result(
          { done: true, ...done, seconds },
          `${folder}: profile ${done.profile}, ${String(done.size)} leaves, root ${done.root}, ${String(done.files)} files, ${seconds.toFixed(1)} s. Check it: \`daylight-audit verify ${dir}\`.`,
        );
      });
    });

function refuseHalf({ sealed, case: cases, to }: Options): void {
  if (sealed !== undefined && to.length === 0)
    throw new Usage('--sealed needs --to: what is sealed leaves only encrypted to somebody.');
  if (sealed === undefined && to.length > 0)
    throw new Usage('--to needs --sealed: without it a bundle holds only what is public.');
  if (sealed === 'full' && cases.length === 0)
    throw new Usage('--sealed full needs --case: name the cases that the auditor is to read.');
  if (sealed !== 'full' && cases.length > 0) throw new Usage('--case needs --sealed full.');
}

/** Who is handed what is in the read audit before it is read. */
async function recorded(
  engine: Engine,
  { sealed: profile, case: cases, to: recipients }: Options,
): Promise<SealedPartWish | null> {
  if (profile === undefined) return null;
  for (const ref of cases)
    if (!(await isThere(engine, ref))) throw new Usage(`--case ${ref}: there is no such case.`);
  await engine.audit.append({
    principal: { id: '00000000-0000-8000-8000-000000000000', roles: [] },
    operation: 'log.export',
    subject: profile,
    detail: { cases: [...cases], recipients: [...recipients] },
  });
  return { profile, recipients, streams: new Set(cases.map((ref) => engine.vault.streamOf(ref))) };
}

async function isThere({ store, vault }: Engine, ref: string): Promise<boolean> {
  for await (const first of store.readStream(vault.streamOf(ref))) return first.version === 0;
  return false;
}
