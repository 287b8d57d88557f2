import { describe, expect, it } from '@jest/globals';
import { Check } from './check.js';
import { TimesCheck } from './times.check.js';

const window = 900;
/** Leaves in the order of the log; between them checkpoints with the times of their cosignatures. */
type Step = number | { readonly seen: readonly number[] };

function judged(steps: readonly Step[], head: number | null) {
  const check = new Check(5, 'leaves: times', false);
  const times = new TimesCheck(check);
  times.window = window;
  let index = 0;
  for (const step of steps)
    if (typeof step === 'number') times.leaf(index++, step);
    else times.checkpoint(times.cut(), step.seen);
  times.end(head);
  const { result, index: at } = check.line();
  return [result, at];
}

describe('the times of leaves', () => {
  it.each<[string, readonly Step[], number | null, unknown[]]>([
    ['nobody dated anything', [0, 900], null, ['not-provided', undefined]],
    ['only the head is dated', [0, 900], 1000, ['pass', undefined]],
    [
      'they came when they say',
      [0, { seen: [950, 960] }, 900, { seen: [1900] }, 1800],
      2800,
      ['pass', undefined],
    ],
    ['a window over the border is granted', [0, { seen: [1900] }, 900], 2000, ['pass', undefined]],
    ['one is later than it was seen', [0, 3600, { seen: [950] }], null, ['fail', 1]],
    [
      'one behind the last checkpoint is later than it was seen',
      [0, { seen: [950] }, 9000],
      2000,
      ['fail', 1],
    ],
    [
      'one is earlier than the log without it',
      [0, { seen: [9000] }, 900, { seen: [9900] }],
      null,
      ['fail', 1],
    ],
    ['one behind the last checkpoint is back-dated', [0, { seen: [9000] }, 900], 9900, ['fail', 1]],
    ['and so also where nobody dated the head', [0, { seen: [9000] }, 900], null, ['fail', 1]],
    [
      'and behind a checkpoint that nobody dated',
      [0, { seen: [9000] }, 900, { seen: [] }, 9000],
      null,
      ['fail', 1],
    ],
  ])('%s', (_what, steps, head, expected) => {
    expect(judged(steps, head)).toEqual(expected);
  });
});
