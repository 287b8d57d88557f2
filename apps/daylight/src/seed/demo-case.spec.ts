import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { committee, type CommitteeCommand } from '#committee/process';
import { investigation, type InvestigationCommand } from '#investigation/process';
import type { AnyEvent, DecisionContext } from '#kernel';
import { demoCommands } from './demo-case.js';

const context: DecisionContext = {
  now: Date.parse('2026-11-24T00:00:00Z'),
  zone: 'Asia/Shanghai',
  sha256: (text) => createHash('sha256').update(text).digest('hex'),
};
const people = {
  of: (_ref: string, name: string) => {
    const hex = createHash('sha256').update(name).digest('hex');
    return Promise.resolve(
      `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    );
  },
};
const everyone = { id: 'admin', roles: ['secretary', 'chair'] } as const;

/** What the commands of the demonstration record, decided by both deciders in turn. */
async function recorded(): Promise<AnyEvent[]> {
  const events: AnyEvent[] = [];
  let [inquiry, panel] = [investigation.initialState, committee.initialState];
  for await (const command of demoCommands(everyone, people)) {
    const made: readonly AnyEvent[] = command.operation.startsWith('committee.')
      ? committee.decide(command as CommitteeCommand, panel, context)
      : investigation.decide(command as InvestigationCommand, inquiry, context);
    expect(made).toHaveLength(1);
    for (const event of made) {
      events.push(event);
      if (investigation.events.some(({ type }) => type === event.type))
        inquiry = investigation.evolve(inquiry, event as never);
      if (committee.events.some(({ type }) => type === event.type))
        panel = committee.evolve(panel, event as never);
    }
  }
  return events;
}

describe('the demonstration case', () => {
  let events: AnyEvent[];
  beforeAll(async () => {
    events = await recorded();
  });
  const of = (type: string) => events.filter((event) => event.type === type);

  it('is a whole story: a committee of seven, one recusal, an alternate, a charter amended, two meetings, one failed vote', () => {
    expect(events.length).toBeGreaterThanOrEqual(40);
    const voting = of('committee.MemberAppointed').filter(({ data }) => data['voting'] === true);
    expect(voting).toHaveLength(7);
    expect(of('committee.MemberRecused')).toHaveLength(1);
    expect(of('committee.AlternateSeated')).toHaveLength(1);
    expect(of('committee.CharterAmended').map(({ data }) => data['version'])).toEqual([2]);
    expect(of('committee.MeetingHeld').map(({ data }) => data['quorum'])).toEqual([true, true]);
    expect(of('committee.DecisionCarried')).toHaveLength(1);
    expect(of('committee.DecisionFailed').map(({ data }) => data['shownTally'])).toEqual([
      { for: 3, against: 4, abstain: 0 },
    ]);
  });

  it('keeps one member’s name out of every open field', () => {
    const nameless = of('committee.MemberAppointed').filter(
      ({ data }) => data['publicName'] === undefined,
    );
    expect(nameless).toHaveLength(1);
    const name = nameless[0]?.data['name'] as string;
    const open = events.map(({ data: { name: _sealed, ...rest } }) => rest);
    expect(JSON.stringify(open)).not.toContain(name);
  });
});
