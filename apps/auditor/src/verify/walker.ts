import { setImmediate } from 'node:timers/promises';
import { leafHash, parseVerifierKey, type Hash } from '#tlog';
import { NotGenuine, type Leaf } from '#sealing/verify';
import { Controls, type ControlResult } from '../controls/controls.js';
import { Malformed, NewerFormat } from '../failures.js';
import type { PublicFold } from '../fold/public-fold.js';
import type { Head } from '../fold/state-files.js';
import { bundlesOf, isProblem, type Bundle } from '../reading/bundles.js';
import type { Line } from '../reading/lines.js';
import { limits, type LogSource } from '../source/log-source.js';
import type { Checks } from './check.js';
import type { Signed } from './checkpoint.check.js';
import { decryptWith } from './decrypt.js';
import { DisclosureCheck, type Place } from './disclosure.check.js';
import { Ground } from './ground.js';
import { keptCheckpoints, type KeptFile } from './kept.js';
import { LeafCheck } from './leaf.check.js';
import type { Manifest } from './manifest.check.js';
import { ReceiptsCheck } from './receipts.check.js';
import { SealedCheck } from './sealed.check.js';
import { TimesCheck } from './times.check.js';
import { TreeCheck } from './tree.check.js';
import type { AuditOptions } from './audit.js';

/** Goes over the leaves once, in order, and shows each to every check. */
export class Walker {
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
    pinned.require();
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
