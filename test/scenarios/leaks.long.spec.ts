import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { crawl } from '../language/crawl.js';
import { decodedText, names } from '../language/leak-search.js';
import { repository, Tracker, type Answer } from '../language/tracker.js';

const data = join(repository, '..', 'shared', 'data');
const here = existsSync(data);

interface Line {
  readonly actor?: string | null;
  readonly personal?: readonly string[];
}

const read = (file: string) =>
  readFileSync(join(data, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

/** Hashes, signatures, keys and addresses are no words: what stands in them by chance names nobody. */
const words = (text: string) => text.replaceAll(/\b[0-9a-f]{32,}\b|\b[A-Za-z0-9_-]{43,}\b/g, ' ');

const title = here ? 'real records' : `real records (skipped: no ${data})`;
(here ? describe : describe.skip)(title, () => {
  let tracker: Tracker;
  let texts: { path: string; text: string }[];

  beforeAll(async () => {
    tracker = await Tracker.start();
    for (const record of ['uk-inquiry', 'misconduct-historic']) {
      await tracker.command(
        'import',
        join(data, record, 'actions.ndjson'),
        '--source',
        record,
        '--map',
        join(repository, 'docs/how-to/maps', `${record}.json`),
        '--json',
      );
    }
    await tracker.command(
      'import',
      join(data, 'letter', 'actions.ndjson'),
      '--source',
      'letter',
      '--json',
    );
    const answers: Map<string, Answer> = await crawl(tracker, 6000);
    texts = [...answers].map(([path, { headers, text }]) => ({
      path,
      text: words(decodedText(headers.get('content-type') ?? '', text)),
    }));
  }, 600_000);
  afterAll(() => tracker.end(), 60_000);

  it.each(['uk-inquiry', 'misconduct-historic', 'letter'])(
    'of %s name nobody whom the record says must never be public',
    (record) => {
      const personal = new Set(
        read(`${record}/actions.ndjson`)
          .flatMap((line) => line.personal ?? [])
          .filter((name) => name.trim().length > 1),
      );
      expect(personal.size).toBeGreaterThan(10);
      const all = texts.map(({ text }) => text).join('\n');
      const named = [...personal].filter((name) => names(all, name));
      expect(
        named.map((name) =>
          texts
            .filter(({ text }) => names(text, name))
            .map(({ path }) => path)
            .slice(0, 3),
        ),
      ).toEqual([]);
    },
  );

  it('read every page of every case', () => {
    expect(texts.length).toBeGreaterThan(1000);
  });
});
