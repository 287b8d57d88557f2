import type { Command } from 'commander';
import { systemClock } from '#kernel';
import { CouldNotCheck } from '../failures.js';
import { caseFile } from '../fold/state-files.js';
import { exit, Output } from '../output.js';
import { limits } from '../source/log-source.js';
import { openFolder, openSource } from '../source/open-source.js';
import { audit } from '../verify/audit.js';
import { differences, parseState } from '../verify/state.check.js';
import { exitOf, plain, resultOf, type Common } from './command.js';

/** How a case is served, compared with what the bundle's entries fold to. */
interface Difference {
  readonly ref: string;
  readonly what: 'differs' | 'only-in-bundle' | 'only-served';
  /** Members of the case's file that differ. */
  readonly fields: readonly string[];
}

/** `daylight-audit diff`: what was derived from a bundle beside what an address serves now. */
export const diffCommand = (program: Command): Command =>
  program
    .command('diff')
    .description('Compare the state that a bundle folds to with what an address serves now.')
    .argument('<folder>', 'folder that was exported')
    .argument('<url>', 'address of the feed')
    .option('--json', 'result as JSON on standard output')
    .action(async (folder: string, url: string, options: Common) => {
      const output = new Output(options.json === true);
      const served = await openSource(url);
      const outcome = await audit(await openFolder(folder), {
        ...plain(Math.floor(systemClock.now() / 1000)),
        onProgress: output.progress,
      });
      if (exitOf(outcome) !== exit.verified) {
        output.result(resultOf(outcome), 'the bundle is not verified, so nothing was compared');
        process.exitCode = exitOf(outcome);
        return;
      }
      const bytes = await served.read('state.json', limits.state);
      const state = bytes && parseState(bytes);
      if (!state) throw new CouldNotCheck(`${url} serves no state`);
      const theirs = new Map(state.cases.map(({ ref, sha256 }) => [ref, sha256]));
      const ours = new Set(outcome.fold.refs());
      const found: Difference[] = [];
      for (const ref of [...new Set([...ours, ...theirs.keys()])].sort()) {
        if (!ours.has(ref)) found.push({ ref, what: 'only-served', fields: [] });
        else if (!theirs.has(ref)) found.push({ ref, what: 'only-in-bundle', fields: [] });
        else {
          const text = caseFile(outcome.fold, ref) ?? '';
          const file = await served.read(`cases/${ref}.json`, limits.case);
          if (file?.toString('utf8') === text) continue;
          const fields = file ? differences(JSON.parse(text), file) : [];
          found.push({ ref, what: 'differs', fields });
        }
      }
      const same = found.length === 0;
      const sizes = { bundle: outcome.head?.size ?? 0, served: state.size };
      const said = found.map(({ ref, what, fields }) =>
        `${ref}: ${what} ${fields.join(', ')}`.trimEnd(),
      );
      const moved =
        sizes.bundle === sizes.served
          ? ''
          : ` (bundle ${String(sizes.bundle)} entries, served ${String(sizes.served)})`;
      output.result(
        { done: true, same, sizes, differences: found },
        [
          ...said,
          same ? `no difference${moved}` : `${String(found.length)} differences${moved}`,
        ].join('\n'),
      );
      process.exitCode = same ? exit.verified : exit.mismatch;
    });
