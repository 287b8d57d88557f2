import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { committee } from '#committee/process';
import type { Engine } from '#engine';
import {
  investigation,
  OpenInvestigation,
  RecordAction,
  SetPublicationPolicy,
} from '#investigation/process';
import { CommandReused, fill, Invalid, Refused, Unavailable, type Principal } from '#kernel';
import { invalid, type ActionLine, type Problem } from './action-line.js';
import type { CommandName, ImportMap } from './import-map.js';
import { mentionsOf } from './mentions.js';
import { translate, Untranslatable } from './translate.js';
import type { Waiting } from './ties.js';

/** What became of a line. */
export type Outcome =
  | { readonly as: 'written' | 'unchanged'; readonly problem?: Problem }
  | { readonly as: 'changed' | 'skipped'; readonly problem: Problem };

export interface RecorderParts {
  readonly engine: Engine;
  readonly source: string;
  readonly map: ImportMap | null;
  /** Whether the file says that whoever a line is about must never be named in public. */
  isProtected(line: ActionLine): boolean;
}

/** Who records an import: no person. */
const importer: Principal = { id: '00000000-0000-8000-8000-000000000001', roles: ['importer'] };
/** The committee, whose sitting members stay as they are. */
const newcomers: typeof committee = {
  ...committee,
  decide: (command, state, context) =>
    command.kind === 'AppointMember' && state.members.has(command.data.member.person)
      ? []
      : committee.decide(command, state, context),
};
const mostAttempts = 30;
/** Cases known to be open; one that is forgotten is asked for once more. */
const mostOpenCases = 10_000;

/** Records lines, each under its own command id: as the command that the map says, else as an action. */
export class Recorder {
  casesOpened = 0;
  events = 0;
  private readonly openCases = new Set<string>();

  constructor(private readonly parts: RecorderParts) {}

  commandOf({ kind }: ActionLine): CommandName | undefined {
    return this.parts.map?.commands.get(kind);
  }

  /** A refusal is an answer here: nothing was written, and another line of the same moment may change it. */
  record({ line, id }: Waiting): Promise<Outcome | Refused> {
    return this.known(line, id, async (commandId) => {
      const name = this.commandOf(line);
      const taken = name === undefined ? null : await this.asCommand(name, line, commandId);
      return taken ?? this.asAction(line, commandId);
    });
  }

  /** The last time: a line whose command is refused seats a newcomer as a member, or is recorded as an action. */
  async settle(waiting: Waiting): Promise<Outcome> {
    const taken = await this.record(waiting);
    if (!(taken instanceof Refused)) return taken;
    const { line, id } = waiting;
    return this.known(line, id, async (commandId) => {
      const why = this.sentenceOf(taken);
      const seated =
        taken.code === 'committee.chair-taken' ? await this.asMember(line, commandId) : null;
      return seated
        ? { ...seated, problem: refusedAsCommand(line, `${why}; seated as a member`) }
        : this.asAction(line, commandId, why);
    });
  }

  /** Does something under the id of a line, in its open case. */
  private async known<T>(
    line: ActionLine,
    id: string,
    work: (commandId: string) => Promise<T>,
  ): Promise<T | Outcome> {
    const identity = `import:${this.parts.source}:${id}`;
    try {
      return await patiently(async () => {
        await this.opened(line);
        return work(`${identity}/${line.case}`);
      });
    } catch (error) {
      if (error instanceof Refused) {
        const message = this.sentenceOf(error);
        return { as: 'skipped', problem: { line: line.number, code: 'REFUSED', message } };
      }
      return outcomeOf(error, identity, line);
    }
  }

  /** Null: the log knows the id already, as that of another command or of an action. */
  private async asCommand(
    name: CommandName,
    line: ActionLine,
    commandId: string,
  ): Promise<Outcome | Refused | null> {
    const { decisions } = this.parts.engine;
    const instead = (why: string) => this.asAction(line, commandId, why);
    try {
      const command = await this.command(name, line, commandId);
      const { events, receipt } = await decisions.take(committee, command);
      // Nothing was written, now or before: the line would be lost.
      if (receipt === null) return await instead('the committee stands so already');
      return this.counted(events);
    } catch (error) {
      if (error instanceof CommandReused)
        return name === 'appointMember' ? this.asMember(line, commandId) : null;
      if (error instanceof Refused) return error;
      if (error instanceof Untranslatable || error instanceof Invalid)
        return instead(error.message);
      throw error;
    }
  }

  /** Seats whoever a line makes a second chair as a member. Null: the person sits already, or the log knows the id otherwise. */
  private async asMember(line: ActionLine, commandId: string): Promise<Outcome | null> {
    const command = await this.command('appointMember', { ...line, actorRole: null }, commandId);
    try {
      const { events, receipt } = await this.parts.engine.decisions.take(newcomers, command);
      return receipt === null ? null : this.counted(events);
    } catch (error) {
      if (error instanceof CommandReused || error instanceof Refused) return null;
      throw error;
    }
  }

  private command(name: CommandName, line: ActionLine, commandId: string) {
    const { engine, map } = this.parts;
    const stream = engine.vault.streamOf(line.case);
    return translate(
      name,
      line,
      {
        map: map as ImportMap,
        zone: engine.installation.zone,
        isProtected: this.parts.isProtected(line),
        personOf: (alias) => engine.vault.personOf(stream, alias),
      },
      { actor: importer, commandId },
    );
  }

  private async asAction(
    line: ActionLine,
    commandId: string,
    insteadOf?: string,
  ): Promise<Outcome> {
    const command = await this.action(line, commandId);
    const { events } = await this.parts.engine.decisions.take(investigation, command);
    const outcome = this.counted(events);
    if (insteadOf === undefined || events === 0) return outcome;
    return { ...outcome, problem: refusedAsCommand(line, `${insteadOf}; recorded as an action`) };
  }

  private counted(events: number): { readonly as: 'written' | 'unchanged' } {
    this.events += events;
    return { as: events > 0 ? 'written' : 'unchanged' };
  }

  private sentenceOf({ code, values }: Refused): string {
    const sentence = this.parts.engine.refusals[code];
    return sentence ? `${code}: ${fill(sentence, values).en}` : code;
  }

  /** Opens the case at its first line, unless it is open, and sets what the map lists. */
  private async opened({ case: ref, at, precision }: ActionLine): Promise<void> {
    if (this.openCases.has(ref)) return;
    const { engine, source, map } = this.parts;
    const meta = (what: string) => ({
      actor: importer,
      commandId: `import:${source}:${what}/${ref}`,
    });
    const opening = new OpenInvestigation(
      {
        case: ref,
        title: { zh: ref, en: ref },
        publicity: 'public',
        basis: 'published-record',
        receivedAt: at,
        precision,
      },
      meta('open'),
    );
    const events = await engine.decisions.take(investigation, opening).then(
      (taken) => taken.events,
      (error: unknown) => {
        // Open already, by the panel or by another version of this file: its actions are recorded in it.
        if (
          error instanceof CommandReused ||
          (error instanceof Refused && error.code === 'investigation.already-open')
        )
          return 0;
        throw error;
      },
    );
    this.events += events;
    if (events > 0) this.casesOpened += 1;
    if (map !== null) {
      const { kinds, roles } = map;
      const shown = JSON.stringify({ kinds, roles });
      const version = createHash('sha256').update(shown).digest('hex').slice(0, 16);
      const policy = new SetPublicationPolicy(
        { case: ref, kinds, roles },
        meta(`policy-${version}`),
      );
      const taken = await engine.decisions.take(investigation, policy);
      this.events += taken.events;
    }
    if (this.openCases.size >= mostOpenCases) this.openCases.clear();
    this.openCases.add(ref);
  }

  private async action(line: ActionLine, commandId: string): Promise<RecordAction> {
    const { vault } = this.parts.engine;
    const stream = vault.streamOf(line.case);
    const personOf = (name: string) => vault.personOf(stream, name);
    const mentions = await mentionsOf(line, line.actor, personOf);
    const actor =
      line.actor === null ? null : { name: line.actor, person: await personOf(line.actor) };
    const { case: ref, at, precision, kind, actorRole, summary, source } = line;
    return new RecordAction(
      {
        case: ref,
        at,
        precision,
        kind,
        mentions,
        source,
        ...(actorRole !== null && { actorRole }),
        ...(actor && { actor }),
        ...(summary !== null && { summary }),
      },
      { actor: importer, commandId },
    );
  }
}

const refusedAsCommand = ({ number }: ActionLine, message: string): Problem => ({
  ...{ line: number, code: 'REFUSED_AS_COMMAND', message },
});

/** What an error says of a line. @throws the error when it is about more than the line */
function outcomeOf(error: unknown, identity: string, { number: line }: ActionLine): Outcome {
  if (error instanceof CommandReused) {
    const message = `${identity} was imported before with other content; nothing was written`;
    return { as: 'changed', problem: { line, code: 'CHANGED', message } };
  }
  if (error instanceof Invalid) return { as: 'skipped', problem: invalid(line, error) };
  throw error;
}

/** A database that is away for a moment ends no import: each command has one effect, however often it is sent. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const passing = error instanceof Unavailable && error.code !== 'STORE_FULL';
      if (!passing || attempt >= mostAttempts) throw error;
      await sleep(1000);
    }
  }
}
