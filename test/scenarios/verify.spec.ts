import { once } from 'node:events';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { noBrowser, startBrowser } from '../language/browser.js';
import { repository, Tracker, type Json } from '../language/tracker.js';
import { startWitness, type TestWitness } from '../language/witness-server.js';

const run = promisify(execFile);
const auditor = join(repository, 'dist/apps/feed/assets/verify/daylight-audit.mjs');

/** What becomes of an answer on its way to the reader; null: it does not arrive. */
type Meddle = (path: string, body: string) => string | null;
const honest: Meddle = (_path, body) => body;

/** A server between the reader and the feed, as whoever runs the feed could be. */
async function between(feed: string): Promise<{ url: string; meddle: Meddle; server: Server }> {
  const held = { url: '', meddle: honest, server: createServer() };
  held.server.on('request', (request, response) => {
    void (async () => {
      const path = request.url ?? '/';
      const answer = await fetch(feed + path, { headers: { 'accept-encoding': 'identity' } });
      const body = Buffer.from(await answer.arrayBuffer());
      // One byte, one character: whatever is not changed stays as it was.
      const said = held.meddle(path, body.toString('latin1'));
      if (said === null) {
        response.destroy();
        return;
      }
      for (const name of ['content-type', 'content-security-policy'])
        if (answer.headers.has(name)) response.setHeader(name, answer.headers.get(name) ?? '');
      response.statusCode = answer.status;
      response.end(Buffer.from(said, 'latin1'));
    })().catch(() => response.destroy());
  });
  held.server.listen(0, '127.0.0.1');
  await once(held.server, 'listening');
  held.url = `http://127.0.0.1:${String((held.server.address() as AddressInfo).port)}`;
  return held;
}

/** Another byte for one in the middle of what a pattern finds. */
const turned = (text: string, pattern: RegExp): string => {
  const found = pattern.exec(text);
  if (!found) throw new Error('there is nothing to change');
  const at = found.index + found[0].length - 4;
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
};

(noBrowser === null ? describe : describe.skip)(
  `the page that checks${noBrowser === null ? '' : ` (${noBrowser})`}`,
  () => {
    let tracker: Tracker;
    let proxy: Awaited<ReturnType<typeof between>>;
    let witness: TestWitness | undefined;
    beforeAll(async () => {
      tracker = await Tracker.start();
      proxy = await between(tracker.feedUrl);
    }, 120_000);
    afterAll(async () => {
      proxy.server.closeAllConnections();
      proxy.server.close();
      await witness?.remove();
      await tracker.end();
    });

    /** Opens the page as a new reader, once for each meddling, and reads what it says then. */
    async function read(
      address: string,
      ...meddling: readonly Meddle[]
    ): Promise<{ verdict: string; text: string; requests: string[] }[]> {
      const { browser, end } = await startBrowser();
      try {
        const context = await browser.newContext();
        const page = await context.newPage();
        const requests: string[] = [];
        const errors: string[] = [];
        page.on('request', (request) => requests.push(request.url()));
        page.on('pageerror', (error) => errors.push(error.message));
        const seen: { verdict: string; text: string; requests: string[] }[] = [];
        for (const meddle of meddling) {
          proxy.meddle = meddle;
          await page.goto('about:blank');
          await page.goto(proxy.url + address);
          await page.waitForSelector(
            '#v-verdict:not([data-verdict=none]):not([data-verdict=running])',
          );
          const verdict = await page.getAttribute('#v-verdict', 'data-verdict');
          seen.push({
            verdict: verdict ?? '',
            text: await page.innerText('main'),
            requests: [...requests],
          });
        }
        expect(errors).toEqual([]);
        return seen;
      } finally {
        proxy.meddle = honest;
        await end();
      }
    }
    const state = async (): Promise<Json> =>
      (await fetch(`${tracker.feedUrl}/timeline/cases/demo.json`)).json();

    it('is amber without a witness outside, and says what it does not show', async () => {
      const [en] = await read('/en/verify#case=demo', honest);
      expect(en?.verdict).toBe('own-signature');
      expect(en?.text).toContain(
        'Unchanged since publication, by only the company’s own signature',
      );
      expect(en?.text).toContain(
        'This does not mean the content is true, or that nothing was left out',
      );
      expect(en?.text).toContain('Who outside the company confirms this: nobody (0)');
      expect(en?.text).not.toMatch(/verified/i);
      // What is asked for stays in the browser.
      expect(en?.requests.filter((url) => url.includes('demo.json'))).not.toEqual([]);
      expect(en?.requests.every((url) => url.startsWith(proxy.url) || url === 'about:blank')).toBe(
        true,
      );
      const [zh] = await read('/zh/verify#case=demo', honest);
      expect(zh?.text).toContain('发布后未被改动，但只有公司自己的签名');
      expect(zh?.text).toContain('不代表内容属实或没有遗漏');
    }, 60_000);

    it.each([
      ['a case', '/en/cases/demo', 'Check this case'],
      ['an entry', '/zh/cases/demo/entries/2', '核对这一条'],
      ['all cases', '/en', 'Check the whole record'],
    ])(
      'is one step from the page of %s',
      async (_what, address, link) => {
        const { browser, end } = await startBrowser();
        try {
          const page = await browser.newPage();
          await page.goto(proxy.url + address);
          await page.getByRole('link', { name: link }).click();
          // All that there is may be much: that is begun only when asked for.
          if (address === '/en') await page.getByRole('button', { name: 'Check now' }).click();
          await page.waitForSelector('#v-verdict[data-verdict=own-signature]');
        } finally {
          await end();
        }
      },
      60_000,
    );

    it('checks one entry by its proof', async () => {
      const { entries } = await state();
      const [seen] = await read(`/en/verify#entry=${String(entries[2].index)}`, honest);
      expect(seen?.verdict).toBe('own-signature');
      expect(seen?.requests.some((url) => url.endsWith('.tlog-proof'))).toBe(true);
    }, 60_000);

    it('turns red on a tampered server, and names the entry', async () => {
      const { entries } = await state();
      const { n, index } = entries[3];
      const line = new RegExp(`\\{"i":${String(index)},"sd":\\["[^"]*","[^"]*"`);
      const changed: readonly [string, Meddle, string][] = [
        [
          'a window',
          (path, body) => (path === '/timeline/disclosures/0.jsonl' ? turned(body, line) : body),
          String(index),
        ],
        [
          'a window that is withheld',
          (path, body) =>
            path === '/timeline/disclosures/0.jsonl'
              ? body.replace(new RegExp(`\\{"i":${String(index)},[^\\n]*\\n`), '')
              : body,
          String(index),
        ],
        [
          'a leaf',
          (path, body) =>
            path.startsWith('/log/tile/entries/')
              ? turned(
                  body,
                  new RegExp(`^(?:[^]{2}eyJ[\\w.-]{300,400}){${String(Number(index) + 1)}}`),
                )
              : body,
          String(index),
        ],
        [
          'the kind of an entry in the case',
          (path, body) =>
            path === '/timeline/cases/demo.json'
              ? body.replace(/("index":\d+,"kind":")[a-z-]+(","n":4\b)/, '$1quite-another$2')
              : body,
          String(n),
        ],
      ];
      for (const [what, meddle, named] of changed) {
        const [seen] = await read('/en/verify#case=demo', meddle);
        expect([what, seen?.verdict]).toEqual([what, 'mismatch']);
        expect([what, seen?.text]).toEqual([what, expect.stringContaining('Does not match')]);
        expect([what, seen?.text]).toEqual([
          what,
          expect.stringMatching(new RegExp(`\\b${named}\\b`)),
        ]);
      }
    }, 120_000);

    it('is grey when the log cannot be reached', async () => {
      const [seen] = await read('/en/verify#case=demo', (path, body) =>
        path.startsWith('/log/') ? null : body,
      );
      expect(seen?.verdict).toBe('not-checked');
      expect(seen?.text).toContain('Could not check');
    }, 60_000);

    it('checks a bundle as one file without the network, and finds what was changed in it', async () => {
      const bundle = join(tracker.dataDir, 'bundle');
      expect((await tracker.command('export', bundle)).code).toBe(0);
      const file = join(tracker.dataDir, 'check.html');
      await run(process.execPath, [auditor, 'html', file, '--lang', 'en']);
      const { browser, end } = await startBrowser();
      try {
        const page = await browser.newPage();
        const requests: string[] = [];
        page.on('request', (request) => requests.push(request.url()));
        const verdict = async () => {
          await page.goto(`file://${file}`);
          await page.setInputFiles('#v-folder', bundle);
          await page.waitForSelector(
            '#v-verdict:not([data-verdict=none]):not([data-verdict=running])',
          );
          return page.getAttribute('#v-verdict', 'data-verdict');
        };
        expect(await verdict()).toBe('own-signature');
        const lines = join(bundle, 'disclosures/0.jsonl');
        await writeFile(lines, turned(await readFile(lines, 'utf8'), /"sd":\["[^"]*"/));
        expect(await verdict()).toBe('mismatch');
        expect(requests.filter((url) => !url.startsWith('file:'))).toEqual([]);
      } finally {
        await end();
      }
    }, 60_000);

    it('is explained without JavaScript', async () => {
      const page = await (await fetch(`${tracker.feedUrl}/en/verify`)).text();
      expect(page).toContain('Check the record yourself');
      expect(page).toContain('daylight-audit.mjs');
      const program = await fetch(`${tracker.feedUrl}/verify/daylight-audit.mjs`);
      expect([program.status, program.headers.get('content-type')]).toEqual([
        200,
        expect.stringContaining('text/javascript'),
      ]);
    }, 60_000);

    describe('with a witness outside', () => {
      beforeAll(async () => {
        const policy = await (await fetch(`${tracker.feedUrl}/log/policy`)).text();
        const [, logKey = ''] = /^log (\S+)/.exec(policy) ?? [];
        witness = await startWitness('union.example', logKey);
        const file = join(tracker.dataDir, 'witnesses.policy');
        await writeFile(
          file,
          `witness union.example ${witness.vkey} ${witness.url}\nquorum union.example\n`,
        );
        const { dataDir } = tracker;
        await tracker.stop();
        tracker = await Tracker.start({ dataDir, env: { WITNESS_POLICY: file } });
        proxy.server.closeAllConnections();
        proxy.server.close();
        proxy = await between(tracker.feedUrl);
      }, 120_000);

      it('says that it is unchanged, and who confirms it; the returning reader sees that it grew', async () => {
        const [seen, again] = await read('/en/verify#case=demo', honest, honest);
        expect(seen?.verdict).toBe('unchanged');
        expect(seen?.text).toContain('Unchanged since publication');
        expect(seen?.text).toContain('Who outside the company confirms this: union.example (1)');
        expect(again?.text).toMatch(
          /It still begins with the \d+ records that this browser saw before/,
        );
      }, 90_000);
    });
  },
);
