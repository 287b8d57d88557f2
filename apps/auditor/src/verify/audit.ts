import { setTimeout as sleep } from 'node:timers/promises';
import type { Leaf } from '#sealing/verify';
import type { ControlResult } from '../controls/controls.js';
import { CouldNotCheck, NewerFormat } from '../failures.js';
import { PublicFold } from '../fold/public-fold.js';
import type { Head } from '../fold/state-files.js';
import type { Line } from '../reading/lines.js';
import type { PublicEvent } from '../reading/public-event.js';
import type { SealedEvent } from '../reading/sealed-event.js';
import { limits, type LogSource } from '../source/log-source.js';
import { Check, Checks, type CheckLine } from './check.js';
import { checkCheckpoint, type CheckpointOptions, type Signed } from './checkpoint.check.js';
import type { Place } from './disclosure.check.js';
import { checkDocuments } from './documents.check.js';
import type { KeptFile } from './kept.js';
import { checkFiles, readManifest, type Manifest } from './manifest.check.js';
import { checkState, parseState } from './state.check.js';
import { Walker } from './walker.js';

export interface AuditOptions extends CheckpointOptions {
  /** Secret of age for the sealed part of a bundle. */
  readonly identity: string | null;
  readonly previous: readonly KeptFile[];
  readonly receipts: readonly KeptFile[];
  readonly onProgress?: (counts: { readonly entries: number; readonly of: number }) => void;
  readonly watch?: Watch;
}

/** What was found of one leaf. */
export interface Seen {
  readonly place: Place;
  readonly leaf: Leaf;
  readonly line: Line | undefined;
  readonly event: PublicEvent | null;
  readonly sealed: SealedEvent | null;
}

/** Looks on while the log is walked, leaf by leaf. */
export interface Watch {
  /** Before a leaf changes anything. @param head of the tree of the leaves before it */
  before?(place: Place, leaf: Leaf, fold: PublicFold, head: () => Head): void;
  after?(seen: Seen, fold: PublicFold, head: () => Head): void;
}

/** Contract, Audit result; and what goes beyond it. */
export interface Outcome {
  readonly verdict: 'verified' | 'mismatch' | 'not-checked';
  readonly head: Head | null;
  readonly checks: readonly CheckLine[];
  readonly controls: readonly ControlResult[] | null;
  readonly fold: PublicFold;
  /** Why it came to no end. */
  readonly stopped: CouldNotCheck | NewerFormat | null;
}

/** Rounds that a served log which goes on is followed. */
const mostRounds = 8;

/** Checks a log from its bytes alone: all checks in order, each with what it found first. */
export async function audit(source: LogSource, options: AuditOptions): Promise<Outcome> {
  const run = new Audit(source, options);
  let stopped: Outcome['stopped'] = null;
  try {
    await run.all();
  } catch (error) {
    if (!(error instanceof CouldNotCheck || error instanceof NewerFormat)) throw error;
    stopped = error;
  }
  return run.outcome(stopped);
}

class Audit {
  private checks: Checks;
  private readonly fold = new PublicFold();
  private head: Head | null = null;
  private walker: Walker | null = null;

  constructor(
    private readonly source: LogSource,
    private readonly options: AuditOptions,
  ) {
    this.checks = new Checks('public', source.isFolder);
  }

  async all(): Promise<void> {
    const { source, options } = this;
    const manifest = source.isFolder ? await readManifest(source) : null;
    this.checks = new Checks(manifest?.profile ?? 'public', source.isFolder);
    if (manifest) await checkFiles(source, manifest, this.checks.files);
    const signed = await checkCheckpoint(source, options, this.checks);
    if (!signed) return;
    if (manifest) this.compare(manifest, signed);
    this.walker = await Walker.over(source, options, this.checks, this.fold, manifest, signed);
    await this.toTheEnd(this.walker, signed);
    if (manifest && this.walker.ground)
      await checkDocuments(source, this.walker.ground, this.checks.files);
  }

  outcome(stopped: Outcome['stopped']): Outcome {
    const verdict = this.checks.verdict();
    return {
      verdict: stopped && verdict === 'verified' ? 'not-checked' : verdict,
      head: this.head,
      checks: this.checks.all().map((check) => check.line()),
      controls: this.walker?.controls ?? null,
      fold: this.fold,
      stopped,
    };
  }

  /** Walks to the size of the checkpoint; where the state speaks of a larger one, to that of the next. */
  private async toTheEnd(walker: Walker, first: Signed): Promise<void> {
    let signed = first;
    for (let round = 1; ; round += 1) {
      const { origin, size, root } = signed.checkpoint;
      this.head = { origin, size, root: root.toString('base64') };
      if (!(await walker.to(size, root))) return;
      const state = new Check(7, 'state', true);
      const last = round >= mostRounds;
      if (walker.complete) await checkState(this.source, this.fold, this.head, state);
      const moved = this.source.isFolder || last ? null : await this.moved(size, state.failed);
      if (moved !== null) {
        if (moved < size) await sleep(1000);
        signed = (await checkCheckpoint(this.source, this.options, this.checks)) ?? signed;
        if (signed.checkpoint.size < size)
          throw new CouldNotCheck('the log went back while it was read');
        continue;
      }
      this.settle(state, size, await this.stateSize());
      walker.end(size, signed);
      return;
    }
  }

  private settle(state: Check, size: number, stateSize: number | null): void {
    // Who asks a log that goes on may be told of two of its sizes in one breath.
    if (!this.source.isFolder && stateSize !== null && stateSize !== size)
      this.checks.state.end('not-checked', 'the log serves a state of another size');
    else this.checks.state = state;
  }

  /** The size of which the state is, where it is another one. */
  private async moved(size: number, failed: boolean): Promise<number | null> {
    if (!failed) return null;
    const now = await this.stateSize();
    return now === null || now === size ? null : now;
  }

  private async stateSize(): Promise<number | null> {
    const bytes = await this.source.read('state.json', limits.state);
    return bytes && (parseState(bytes)?.size ?? null);
  }

  private compare({ origin, size, root }: Manifest, { checkpoint }: Signed): void {
    const says = { origin, size, root };
    const is = { ...checkpoint, root: checkpoint.root.toString('base64') };
    for (const name of ['origin', 'size', 'root'] as const)
      if (says[name] !== is[name])
        this.checks.files.fail({
          message: `the manifest names another ${name} than the checkpoint`,
          expected: String(is[name]),
          actual: String(says[name]),
        });
  }
}
