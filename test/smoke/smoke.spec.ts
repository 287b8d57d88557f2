import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { investigation, OpenInvestigation } from '#investigation/process';
import { checkLog } from '../language/check-log.js';
import { everyRole, newInstallation, type TestInstallation } from '../language/installation.js';

describe('an installation', () => {
  let installation: TestInstallation;
  beforeAll(async () => {
    installation = await newInstallation();
  });
  afterAll(() => installation.close());
  it('opens a case', async () => {
    const { engine } = installation;
    const taken = await engine.decisions.take(
      investigation,
      new OpenInvestigation(
        {
          case: 'a',
          title: { zh: '一', en: 'one' },
          publicity: 'public',
          basis: 'panel-record',
          receivedAt: '2026-03-02T09:30:00+08:00',
        },
        { actor: everyRole, commandId: 'c1' },
      ),
    );
    expect(taken.events).toBe(1);
    expect(await checkLog(engine)).toEqual({ size: 2 });
  });
});
