import { hash } from 'node:crypto';
import { limits, type LogSource } from '../source/log-source.js';
import type { Check } from './check.js';
import type { Ground } from './ground.js';

/** 1: the documents that leaf 0 and later leaves name by their hashes are these, and those in force are there. */
export async function checkDocuments(
  source: LogSource,
  { named, rules }: Ground,
  check: Check,
): Promise<void> {
  for (const [folder, part] of [
    ['schemas', 'schemas'],
    ['policy', 'redaction'],
  ] as const) {
    const inForce = `${folder}/${rules[part]}.json`;
    const there = await source.list(folder);
    if (!there.includes(inForce))
      check.fail({ message: `${inForce}, which the log names, is missing` });
    for (const path of there) {
      const name = path.slice(folder.length + 1, -'.json'.length);
      const bytes = await source.read(path, limits.document);
      const actual = hash('sha256', bytes ?? '', 'hex');
      if (actual !== name)
        check.fail({ message: `${path} is another document`, expected: name, actual });
      else if (!named.has(name))
        check.fail({ message: `${path} is a document that the log does not name` });
    }
  }
}
