import type { Engine } from '#engine';
import { maxValueBytes, Refused } from '#kernel';
import { readActionLine, type ActionLine, type Problem } from './action-line.js';
import { CaseLanes } from './case-lanes.js';
import { csvActions } from './csv/csv-line.js';
import { IdSet } from './id-set.js';
import type { ImportMap } from './import-map.js';
import { linesOf, openSource, type Source } from './lines.js';
import { Problems } from './problems.js';
import { ProtectedNames } from './protected-names.js';
import { Recorder, type Outcome } from './recorder.js';
import { Ties, type Waiting } from './ties.js';

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

/** Lines held for others of their moment. When there are more, the ones held longest are settled early. */
const mostHeld = 1024;

/** Turns a file of actions into recorded actions and commands, each exactly once. */
export class Importer {
  private readonly counts = { read: 0, written: 0, unchanged: 0, changed: 0, skipped: 0 };
  private problems = new Problems();
  private lines = 0;
  private readonly lanes = new CaseLanes();
  private readonly ties = new Ties();
  private readonly protectedNames = new ProtectedNames();
  private readonly recorder: Recorder;

  constructor(
    engine: Engine,
    private readonly request: ImportRequest,
    private readonly onProgress: (progress: ImportProgress) => void,
    private readonly now: () => number,
  ) {
    const { source, map } = request;
    const isProtected = (line: ActionLine) => this.protectedNames.covers(line);
    this.recorder = new Recorder({ engine, source, map, isProtected });
  }

  async run(): Promise<ImportResult> {
    const began = this.now();
    const { file, strict, dryRun } = this.request;
    const source = await openSource(file);
    const repeated = await this.survey(source);
    const refused = strict && this.problems.count > 0;
    if (!refused) {
      // The second reading finds the same problems again.
      this.problems = new Problems();
      await this.each(source, began, async (line) => {
        if (dryRun) this.counts.written += 1;
        else {
          const own = line.id !== null && !repeated.has(line.id);
          await this.record({ line, id: own ? line.id : String(line.number) });
        }
      });
    }
    const seconds = (this.now() - began) / 1000;
    const counts = refused ? { ...this.counts, skipped: this.counts.read } : this.counts;
    const { casesOpened, events } = this.recorder;
    const shown = this.problems.first();
    return {
      done: !refused,
      file,
      source: this.request.source,
      ...counts,
      casesOpened,
      events,
      seconds,
      problems: shown,
      problemsLeftOut: this.problems.count - shown.length,
    };
  }

  private async *actionsOf(source: Source): AsyncIterable<ActionLine | Problem> {
    const csv = this.request.map?.csv ?? null;
    if (csv !== null) {
      yield* csvActions(source.chunks(), csv);
      return;
    }
    for await (const raw of linesOf(source.chunks(), maxValueBytes)) {
      const line = readActionLine(raw);
      if (line !== null) yield line;
    }
  }

  /** Reads the file once without writing: which ids stand more than once, who is protected, and what is wrong. */
  private async survey(source: Source): Promise<IdSet> {
    const seen = new IdSet();
    const repeated = new IdSet();
    for await (const line of this.actionsOf(source)) {
      this.lines += 1;
      if ('code' in line) {
        this.problems.add(line);
        continue;
      }
      if (line.id !== null && seen.add(line.id)) repeated.add(line.id);
      this.protectedNames.add(line);
    }
    if (this.request.strict && this.problems.count > 0) this.counts.read = this.lines;
    return repeated;
  }

  private async each(
    source: Source,
    began: number,
    work: (line: ActionLine) => Promise<void>,
  ): Promise<void> {
    for await (const line of this.actionsOf(source)) {
      this.counts.read += 1;
      if ('code' in line) this.count({ as: 'skipped', problem: line });
      else await this.lanes.add(line.case, () => work(line));
      if (this.ties.size > mostHeld) await this.settleLater(this.ties.oldest);
      if (this.counts.read % 500 === 0) this.tell(began);
    }
    await this.lanes.finished();
    for (const ref of this.ties.cases) await this.settleLater(ref);
    await this.lanes.finished();
    this.tell(began);
  }

  private tell(began: number): void {
    const { read, written } = this.counts;
    const perSecond = Math.round((read * 1000) / Math.max(1, this.now() - began));
    const left = Math.round((this.lines - read) / Math.max(1, perSecond));
    this.onProgress({ read, of: this.lines, written, perSecond, left });
  }

  /** Called for the lines of a case one after another. */
  private async record(waiting: Waiting): Promise<void> {
    const { line } = waiting;
    if (this.ties.endedBy(line)) await this.settle(line.case);
    const isCommand = this.recorder.commandOf(line) !== undefined;
    if (isCommand && this.ties.holdsUp(line)) {
      this.ties.hold(waiting, null);
      return;
    }
    const outcome = await this.recorder.record(waiting);
    if (outcome instanceof Refused) {
      this.ties.hold(waiting, outcome.code);
      return;
    }
    this.count(outcome);
    if (isCommand) await this.tryAgain(line.case);
  }

  /** Each accepted line may let in one that waits. */
  private async tryAgain(ref: string): Promise<void> {
    for (let accepted = true; accepted;) {
      accepted = false;
      for (const waiting of this.ties.ready(ref)) {
        const outcome = await this.recorder.record(waiting);
        if (outcome instanceof Refused) {
          this.ties.refused(waiting, outcome.code);
          continue;
        }
        this.ties.drop(waiting);
        this.count(outcome);
        accepted = true;
        break;
      }
    }
  }

  private async settle(ref: string): Promise<void> {
    for (const waiting of this.ties.release(ref)) this.count(await this.recorder.settle(waiting));
  }

  private async settleLater(ref: string | undefined): Promise<void> {
    if (ref !== undefined) await this.lanes.add(ref, () => this.settle(ref));
  }

  private count({ as, problem }: Outcome): void {
    this.counts[as] += 1;
    if (problem) this.problems.add(problem);
  }
}
