import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { codeOf } from '#kernel';
import { CouldNotCheck, WrongUsage } from '../failures.js';
import { Output } from '../output.js';
import { languageOf, type Common } from './command.js';

/** The page that checks, whole, by language: put in when the program is bundled into one file. */
declare const VERIFY_PAGES: Readonly<Record<'zh' | 'en', string>> | undefined;

/** `daylight-audit html`: the page `/verify` as one file, for bundles, on a computer without a network. */
export const htmlCommand = (program: Command): Command =>
  program
    .command('html')
    .description('Write the page that checks bundles in a browser, as one file.')
    .argument('<file>', 'file that does not exist yet')
    .option('--lang <language>', 'zh or en', 'en')
    .option('--json', 'result as JSON on standard output')
    .action(async (file: string, options: Common) => {
      if (typeof VERIFY_PAGES === 'undefined')
        throw new CouldNotCheck('the page is in daylight-audit.mjs only: run that file');
      const page = VERIFY_PAGES[languageOf(options)];
      try {
        await writeFile(file, page, { flag: 'wx' });
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw new CouldNotCheck('the file cannot be written');
        throw new WrongUsage('the file is there already; name another one');
      }
      const bytes = Buffer.byteLength(page);
      new Output(options.json === true).result(
        { done: true, file, bytes },
        `${file}: ${String(bytes)} bytes. Open it in a browser and choose a bundle; it asks no network.`,
      );
    });
