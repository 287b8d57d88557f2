import { describe, expect, it } from '@jest/globals';
import { exitOf } from './commands/command.js';
import { NewerFormat } from './failures.js';
import { exit } from './output.js';
import { reportOf } from './report.js';
import type { Outcome } from './verify/audit.js';

const outcome = (change: Partial<Outcome>): Outcome =>
  ({
    ...{ verdict: 'mismatch', head: null, checks: [], controls: null, stopped: null },
    ...change,
  }) as Outcome;

describe('a report', () => {
  it('hands no control character of a log to a terminal', () => {
    const message = 'cases/\u001b[2JVerified\u001b[8m\u0007\u009b is missing';
    const text = reportOf(
      outcome({ checks: [{ n: 1, name: 'files', result: 'fail', message, expected: 'a\r' }] }),
      'en',
    );
    expect(text).not.toMatch(/(?!\n)\p{Cc}/u);
    expect(text.split('\n')).toHaveLength(3);
    expect(text).toContain('Does not match');
  });

  it('ends with what was found, whatever could not be read after it', () => {
    const stopped = new NewerFormat('newer');
    expect(exitOf(outcome({ stopped }))).toBe(exit.mismatch);
    expect(exitOf(outcome({ stopped, verdict: 'not-checked' }))).toBe(exit.newer);
  });
});
