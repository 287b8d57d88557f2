import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { leafHash, parseVerifierKey, type Hash } from '#tlog';
import { NotGenuine, type Leaf } from '#sealing/verify';
import { Controls, type ControlResult } from '../controls/controls.js';
import { CouldNotCheck, Malformed, NewerFormat } from '../failures.js';
import { PublicFold } from '../fold/public-fold.js';
import type { Head } from '../fold/state-files.js';
import { bundlesOf, isProblem, type Bundle } from '../reading/bundles.js';
import type { Line } from '../reading/lines.js';
import type { PublicEvent } from '../reading/public-event.js';
import type { SealedEvent } from '../reading/sealed-event.js';
import { limits, type LogSource } from '../source/log-source.js';
import { Check, Checks, type CheckLine } from './check.js';
import { checkCheckpoint, type CheckpointOptions, type Signed } from './checkpoint.check.js';
import { decryptWith } from './decrypt.js';
import { DisclosureCheck, type Place } from './disclosure.check.js';
import { checkDocuments } from './documents.check.js';
import { Ground } from './ground.js';
import { keptCheckpoints, type KeptFile } from './kept.js';
import { LeafCheck } from './leaf.check.js';
import { checkFiles, readManifest, type Manifest } from './manifest.check.js';
import { ReceiptsCheck } from './receipts.check.js';
import { SealedCheck } from './sealed.check.js';
import { checkState, parseState } from './state.check.js';
import { TimesCheck } from './times.check.js';
import { TreeCheck } from './tree.check.js';

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

/** Goes over the leaves once, in order, and shows each to every check. */
class Walker {
  ground: Ground | null = null;
  private leaves: LeafCheck | null = null;
  private disclosures: DisclosureCheck | null = null;
  private sealed: SealedCheck | null = null;
  private receipts: ReceiptsCheck | null = null;
  private at = 0;

  private constructor(
    private readonly source: LogSource,
    private readonly options: AuditOptions,
    private readonly checks: Checks,
    private readonly fold: PublicFold,
    private readonly manifest: Manifest | null,
    private readonly tree: TreeCheck,
    private readonly times: TimesCheck,
    private readonly signed: Signed,
    private readonly brought: readonly KeptFile[],
  ) {}

  static async over(
    source: LogSource,
    options: AuditOptions,
    checks: Checks,
    fold: PublicFold,
    manifest: Manifest | null,
    signed: Signed,
  ): Promise<Walker> {
    const previous = [...options.previous, ...(await beside(source, 'previous'))];
    const kept = await keptCheckpoints(source, signed.policy, previous, checks.consistency);
    const times = new TimesCheck(checks.times);
    const tree = await TreeCheck.over(source, checks, times, signed.policy, kept);
    const receipts = [...options.receipts, ...(await beside(source, 'receipts'))];
    return new Walker(source, options, checks, fold, manifest, tree, times, signed, receipts);
  }

  get controls(): readonly ControlResult[] | null {
    return this.sealed?.controls.results() ?? null;
  }

  /** Whether every leaf so far was looked at with its windows. */
  get complete(): boolean {
    return this.disclosures !== null;
  }

  /** False: it cannot go on. */
  async to(size: number, root: Hash): Promise<boolean> {
    const { identity } = this.options;
    const wantsSealed = this.manifest !== null && this.manifest.profile !== 'public';
    const decrypt = wantsSealed && identity !== null ? decryptWith(identity) : null;
    for await (const bundle of bundlesOf(this.source, this.at, size, decrypt)) {
      if (isProblem(bundle.entries)) {
        this.checks.tree.fail({ index: bundle.from, message: bundle.entries.problem });
        return false;
      }
      this.bundle(bundle, bundle.entries);
      await this.tree.compare(bundle.from, bundle.tile);
      this.options.onProgress?.({ entries: this.at, of: size });
      await setImmediate();
    }
    await this.tree.edge(size, root);
    return true;
  }

  end(size: number, { seen, brought }: Signed): void {
    this.tree.end(size);
    if (!this.ground) {
      if (size === 0) this.checks.leaves.end('not-checked', 'the log has no leaf yet');
      return;
    }
    this.checks.leaves.end('pass', `${String(size)} leaves, signed by the keys of leaf 0`);
    this.times.end(seen);
    this.disclosures?.end();
    if (brought !== null && !this.ground.namesWitnesses(brought)) this.otherWitnesses();
    this.sealed?.end();
    this.receipts?.end(seen);
    if (this.manifest && this.manifest.profile !== 'public' && !this.sealed)
      for (const check of [this.checks.policy, this.checks.openings])
        if (check.mandatory)
          check.end('not-provided', 'no identity was given that opens the sealed part');
  }

  /** Just replaced, or replaced without a word: which of them, the next checkpoint tells. */
  private otherWitnesses(): void {
    const { pinned } = this.checks;
    pinned.mandatory = true;
    pinned.end(
      'not-checked',
      'the log brings another list of witnesses than its entries name so far; check again after the next checkpoint',
    );
  }

  private bundle({ from, shown, sealed }: Bundle, entries: readonly string[]): void {
    if (isProblem(shown)) this.checks.disclosures.fail({ index: from, message: shown.problem });
    if (isProblem(sealed)) this.checks.policy.fail({ index: from, message: sealed.problem });
    entries.forEach((entry, i) => {
      const index = from + i;
      if (index < this.at) return;
      const hash = leafHash(entry);
      const place = { index, entry, leafHash: hash.toString('hex') };
      const line = isProblem(shown) ? undefined : shown.get(index);
      if (index === 0) this.begin(entry, line, sealed !== null);
      const leaf = this.leaves?.leaf(index, entry) ?? null;
      if (leaf) this.options.watch?.before?.(place, leaf, this.fold, this.headNow);
      this.tree.append(hash);
      this.at = index + 1;
      if (leaf) {
        const own = sealed === null || isProblem(sealed) ? undefined : sealed.get(index);
        this.leaf(place, leaf, isProblem(shown) ? 'unread' : line, own, isProblem(sealed));
      }
    });
  }

  private leaf(
    place: Place,
    leaf: Leaf,
    line: Line | undefined | 'unread',
    own: Line | undefined,
    sealedUnread: boolean,
  ): void {
    const { index, leafHash: hash } = place;
    this.times.leaf(index, leaf.iat);
    this.receipts?.leaf(index, hash, leaf.iat);
    const event = line === 'unread' ? null : (this.disclosures?.leaf(place, leaf, line) ?? null);
    const sealed = sealedUnread ? null : (this.sealed?.leaf(place, leaf, own) ?? null);
    const seen = { place, leaf, line: line === 'unread' ? undefined : line, event, sealed };
    this.options.watch?.after?.(seen, this.fold, this.headNow);
  }

  /** Leaf 0 says by which keys and rules everything else is checked. */
  private begin(entry: string, line: Line | undefined, opensSealed: boolean): void {
    const fail = (message: string) => {
      this.checks.leaves.fail({ index: 0, message });
    };
    if (!line || !('sd' in line)) {
      fail('leaf 0 is not shown, so the keys of the log are not known');
      return;
    }
    try {
      const ground = Ground.read(entry, line.sd);
      const { opening } = ground;
      if (opening.origin !== this.signed.checkpoint.origin) fail('leaf 0 opens another log');
      const key = parseVerifierKey(opening.logKey);
      if (!this.signed.policy.logs.some((log) => log.key.publicKey.equals(key.publicKey)))
        fail('leaf 0 names another key than the one that signed the checkpoint');
      this.ground = ground;
      this.times.window = opening.sealWindow;
      this.leaves = new LeafCheck(this.checks.leaves, ground);
      this.disclosures = new DisclosureCheck(this.checks.disclosures, ground, this.fold);
      this.receipts = new ReceiptsCheck(this.checks.receipts, ground, this.brought);
      if (opensSealed && this.manifest) {
        const controls = new Controls(opening);
        const { profile, cases = null } = this.manifest;
        this.sealed = new SealedCheck(this.checks, profile, controls, cases);
      }
    } catch (error) {
      if (error instanceof NewerFormat) throw error;
      if (!(error instanceof Error)) throw error;
      fail(
        error instanceof NotGenuine || error instanceof Malformed
          ? error.message
          : 'leaf 0 does not open a log',
      );
    }
  }

  private readonly headNow = (): Head => ({
    origin: this.signed.checkpoint.origin,
    size: this.tree.size,
    root: this.tree.rootNow().toString('base64'),
  });
}

/** What people laid beside a bundle. */
async function beside(source: LogSource, folder: string): Promise<KeptFile[]> {
  const names = await source.list(folder);
  return Promise.all(
    [...names].sort().map(async (name) => ({
      name,
      text: (await source.read(name, limits.note))?.toString('utf8') ?? '',
    })),
  );
}
