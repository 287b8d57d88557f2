import type { Taken } from '#decisions';
import type { Engine } from '#engine';
import { committee, type CommitteeCommand } from '#committee/process';
import { investigation, type InvestigationCommand } from '#investigation/process';
import type { Principal } from '#kernel';
import { demoCommands } from './seed/demo-case.js';
import { letterCommands } from './seed/letter-case.js';

/** The account under which the demonstration cases are recorded; it has every role of a person. */
export const demoEmail = 'admin@demo.test';

export interface Seeded {
  readonly cases: readonly string[];
  readonly events: number;
}

/**
 * Records the demonstration cases through the command side, as a panel would. Each command has an id of its own, so
 * seeding again writes nothing.
 */
export async function seed(
  engine: Engine,
  actor: Principal,
  onCommand: () => void = () => undefined,
): Promise<Seeded> {
  let events = 0;
  const people = {
    of: (ref: string, name: string) => engine.vault.personOf(engine.vault.streamOf(ref), name),
  };
  for (const commands of [letterCommands(actor), demoCommands(actor, people)]) {
    for await (const command of commands) {
      const taken = await take(engine, command);
      events += taken.events;
      onCommand();
    }
  }
  return { cases: ['letter', 'demo'], events };
}

const take = (engine: Engine, command: InvestigationCommand | CommitteeCommand): Promise<Taken> =>
  command.operation.startsWith('committee.')
    ? engine.decisions.take(committee, command as CommitteeCommand)
    : engine.decisions.take(investigation, command as InvestigationCommand);
