import type { Command } from 'commander';
import { systemClock } from '#kernel';
import { WrongUsage } from '../failures.js';
import { Output } from '../output.js';
import { reportOf } from '../report.js';
import { openSource } from '../source/open-source.js';
import { audit } from '../verify/audit.js';
import { exitOf, fileGiven, identityIn, languageOf, resultOf, type Common } from './command.js';

interface Options extends Common {
  readonly policy?: string;
  readonly identity?: string;
  readonly previous?: string[];
  readonly receipt?: string[];
  readonly maxAge?: string;
}

/** `daylight-audit verify`: every check that the log at hand allows. */
export const verifyCommand = (program: Command): Command =>
  program
    .command('verify')
    .description('Check a log at a URL, or in a folder that was exported.')
    .argument('<log>', 'URL or folder')
    .option('--policy <file>', 'the policy that you have pinned (C2SP tlog-policy)')
    .option('--identity <file>', 'your secret of age, for the sealed part of a bundle')
    .option('--previous <file...>', 'checkpoints that you kept from earlier')
    .option('--receipt <file...>', 'receipts that you were given')
    .option('--max-age <seconds>', 'how old the newest signature of a witness may be')
    .option('--lang <language>', 'zh or en', 'en')
    .option('--json', 'result as JSON on standard output')
    .action(async (place: string, options: Options) => {
      const language = languageOf(options);
      const output = new Output(options.json === true);
      const outcome = await audit(await openSource(place), {
        policy: options.policy === undefined ? null : await fileGiven(options.policy),
        identity: options.identity === undefined ? null : await identityIn(options.identity),
        previous: await Promise.all((options.previous ?? []).map(fileGiven)),
        receipts: await Promise.all((options.receipt ?? []).map(fileGiven)),
        maxAge: secondsIn(options.maxAge),
        now: Math.floor(systemClock.now() / 1000),
        onProgress: output.progress,
      });
      output.result(resultOf(outcome), reportOf(outcome, language));
      process.exitCode = exitOf(outcome);
    });

function secondsIn(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,9}$/.test(text)) throw new WrongUsage('--max-age is a number of seconds');
  return Number(text);
}
