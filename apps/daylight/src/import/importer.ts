import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '#engine';
import {
  investigation,
  OpenInvestigation,
  RecordAction,
  SetPublicationPolicy,
} from '#investigation/process';
import {
  CommandReused,
  Invalid,
  maxValueBytes,
  Refused,
  Unavailable,
  type Mention,
  type Principal,
} from '#kernel';
import { readActionLine, type ActionLine, type Problem } from './action-line.js';
import { CaseLanes } from './case-lanes.js';
import { IdSet } from './id-set.js';
import type { ImportMap } from './import-map.js';
import { openSource, type Source } from './lines.js';
import { Problems } from './problems.js';

export interface ImportRequest {
  readonly file: string;
  readonly source: string;
  readonly map: ImportMap | null;
  readonly strict: boolean;
  readonly dryRun: boolean;
}

/** Contract, Import. `read` = `written` + `unchanged` + `changed` + `skipped`. */
export interface ImportResult {
  readonly done: boolean;
  readonly file: string;
  readonly source: string;
  readonly read: number;
  readonly written: number;
  readonly unchanged: number;
  readonly changed: number;
  readonly skipped: number;
  readonly casesOpened: number;
  readonly events: number;
  readonly seconds: number;
  readonly problems: readonly Problem[];
  readonly problemsLeftOut: number;
}

/** How far an import is. `of` lines will be read; `left` is in seconds at the rate so far. */
export interface ImportProgress {
  readonly read: number;
  readonly of: number;
  readonly written: number;
  readonly perSecond: number;
  readonly left: number;
}

/** Who records an import: no person. */
const importer: Principal = { id: '00000000-0000-8000-8000-000000000001', roles: ['importer'] };
const mostAttempts = 30;
/** Cases known to be open; one that is forgotten is asked for once more. */
const mostOpenCases = 10_000;

/** Turns a file of actions into recorded actions, each exactly once. */
export class Importer {
  private readonly counts = {
    read: 0,
    written: 0,
    unchanged: 0,
    changed: 0,
    skipped: 0,
    casesOpened: 0,
    events: 0,
  };
  private problems = new Problems();
  private lines = 0;
  private readonly lanes = new CaseLanes();

  constructor(
    private readonly engine: Engine,
    private readonly request: ImportRequest,
    private readonly onProgress: (progress: ImportProgress) => void,
    private readonly now: () => number,
  ) {}

  async run(): Promise<ImportResult> {
    const began = this.now();
    const { file, strict, dryRun } = this.request;
    const source = await openSource(file, maxValueBytes);
    const repeated = await this.survey(source);
    const refused = strict && this.problems.count > 0;
    if (!refused) {
      // The second reading finds the same problems again.
      this.problems = new Problems();
      await this.each(source, began, async (line) => {
        if (!dryRun)
          return this.record(
            line,
            line.id !== null && !repeated.has(line.id) ? line.id : String(line.number),
          );
        this.counts.written += 1;
      });
    }
    const seconds = (this.now() - began) / 1000;
    const counts = refused ? { ...this.counts, skipped: this.counts.read } : this.counts;
    const shown = this.problems.first();
    return {
      done: !refused,
      file,
      source: this.request.source,
      ...counts,
      seconds,
      problems: shown,
      problemsLeftOut: this.problems.count - shown.length,
    };
  }

  /** Reads the file once without writing: which ids stand more than once, and, when it matters, what is wrong. */
  private async survey(source: Source): Promise<IdSet> {
    const seen = new IdSet();
    const repeated = new IdSet();
    for await (const raw of source.lines()) {
      const line = readActionLine(raw);
      if (line === null) continue;
      this.lines += 1;
      if ('code' in line) this.problems.add(line);
      else if (line.id !== null && seen.add(line.id)) repeated.add(line.id);
    }
    if (this.request.strict && this.problems.count > 0) this.counts.read = this.lines;
    return repeated;
  }

  private async each(
    source: Source,
    began: number,
    work: (line: ActionLine) => Promise<void>,
  ): Promise<void> {
    for await (const raw of source.lines()) {
      const line = readActionLine(raw);
      if (line === null) continue;
      this.counts.read += 1;
      if ('code' in line) this.skip(line);
      else await this.lanes.add(line.case, () => work(line));
      if (this.counts.read % 500 === 0) this.tell(began);
    }
    await this.lanes.finished();
    this.tell(began);
  }

  private tell(began: number): void {
    const { read, written } = this.counts;
    const perSecond = Math.round((read * 1000) / Math.max(1, this.now() - began));
    const left = Math.round((this.lines - read) / Math.max(1, perSecond));
    this.onProgress({ read, of: this.lines, written, perSecond, left });
  }

  private async record(line: ActionLine, id: string): Promise<void> {
    const identity = `import:${this.request.source}:${id}`;
    try {
      const { events } = await patiently(async () => {
        await this.opened(line);
        const command = await this.command(line, `${identity}/${line.case}`);
        return this.engine.decisions.take(investigation, command);
      });
      this.counts.events += events;
      this.counts[events > 0 ? 'written' : 'unchanged'] += 1;
    } catch (error) {
      if (error instanceof CommandReused) {
        this.counts.changed += 1;
        this.problems.add({
          line: line.number,
          code: 'CHANGED',
          message: `${identity} was imported before with other content; nothing was written`,
        });
      } else if (error instanceof Refused) {
        this.skip({ line: line.number, code: 'REFUSED', message: error.code });
      } else if (error instanceof Invalid) {
        this.skip({
          line: line.number,
          code: error.code === 'PAYLOAD_TOO_LARGE' ? error.code : 'INVALID_LINE',
          message: error.message,
        });
      } else {
        throw error;
      }
    }
  }

  private readonly openCases = new Set<string>();

  /** Opens the case at its first line, unless it is open, and sets what the map lists. */
  private async opened({ case: ref, at, precision }: ActionLine): Promise<void> {
    if (this.openCases.has(ref)) return;
    const { source, map } = this.request;
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
    const events = await this.engine.decisions.take(investigation, opening).then(
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
    this.counts.events += events;
    if (events > 0) this.counts.casesOpened += 1;
    if (map !== null) {
      const version = createHash('sha256').update(JSON.stringify(map)).digest('hex').slice(0, 16);
      const policy = new SetPublicationPolicy({ case: ref, ...map }, meta(`policy-${version}`));
      const taken = await this.engine.decisions.take(investigation, policy);
      this.counts.events += taken.events;
    }
    if (this.openCases.size >= mostOpenCases) this.openCases.clear();
    this.openCases.add(ref);
  }

  private async command(line: ActionLine, commandId: string): Promise<RecordAction> {
    const stream = this.engine.vault.streamOf(line.case);
    const mention = async (name: string): Promise<Mention> => ({
      name,
      person: await this.engine.vault.personOf(stream, name),
    });
    const actor = line.actor === null ? null : await mention(line.actor);
    const named = [...(actor ? [actor] : []), ...(await Promise.all(line.personal.map(mention)))];
    const mentions = named.flatMap(({ name, person }) =>
      spellings(name).map((spelling) => ({ name: spelling, person })),
    );
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

  private skip(problem: Problem): void {
    this.counts.skipped += 1;
    this.problems.add(problem);
  }
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

/** A name as a text writes it and as the JSON of the line may write it. */
function spellings(name: string): string[] {
  const escaped = JSON.stringify(name).slice(1, -1);
  const ascii = escaped.replaceAll(
    /[^\x20-\x7e]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return [...new Set([name, escaped, ascii])];
}
