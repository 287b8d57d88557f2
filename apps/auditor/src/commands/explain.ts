import type { Command } from 'commander';
import { systemClock } from '#kernel';
import { CouldNotCheck, WrongUsage } from '../failures.js';
import { Explanation } from '../explanation.js';
import { Output } from '../output.js';
import { openFolder } from '../source/open-source.js';
import { audit } from '../verify/audit.js';
import { exitOf, identityIn, languageOf, plain, type Common } from './command.js';

/** `daylight-audit explain`: one leaf in words. */
export const explainCommand = (program: Command): Command =>
  program
    .command('explain')
    .description('Say what a leaf is, which of its windows are open, and what it changed.')
    .argument('<folder>', 'folder that was exported')
    .argument('<index>', 'index of the leaf')
    .option('--identity <file>', 'your secret of age, for the sealed part of a bundle')
    .option('--lang <language>', 'zh or en', 'en')
    .option('--json', 'result as JSON on standard output')
    .action(async (place: string, index: string, options: Common & { identity?: string }) => {
      if (!/^\d{1,15}$/.test(index)) throw new WrongUsage('the index of a leaf is a number');
      const language = languageOf(options);
      const output = new Output(options.json === true);
      const explanation = new Explanation(Number(index));
      const outcome = await audit(await openFolder(place), {
        ...plain(Math.floor(systemClock.now() / 1000)),
        identity: options.identity === undefined ? null : await identityIn(options.identity),
        onProgress: output.progress,
        watch: explanation,
      });
      if (!explanation.told) throw new CouldNotCheck(`leaf ${index} cannot be read in this log`);
      const { verdict } = outcome;
      const words = explanation.words(language, verdict);
      output.result(
        { done: true, verdict, language, ...explanation.told, words },
        words.join('\n'),
      );
      process.exitCode = exitOf(outcome);
    });
