import { TileWriter, tileWidth, TreeRoot, type Hash, type Policy, type WrittenTile } from '#tlog';
import { readTile } from '../reading/bundles.js';
import type { LogSource } from '../source/log-source.js';
import type { Check } from './check.js';
import { opened, type Kept } from './kept.js';
import type { Span, TimesCheck } from './times.check.js';

/** The tree at the size of an earlier checkpoint. */
interface Mark {
  readonly size: number;
  readonly root: string;
  readonly span: Span | null;
  readonly kept: readonly Kept[];
}

/**
 * 3 and 4: hashes every entry into the tree again and compares with the tiles of the log as they fill, and with every
 * checkpoint that is known at its size. Holds the right edge of the tree, however long the log is.
 */
export class TreeCheck {
  private readonly root = new TreeRoot();
  private filled: WrittenTile[] = [];
  private marks: Mark[] = [];
  private compared = 0;
  private next = 0;

  private constructor(
    private readonly writer: TileWriter,
    private readonly source: LogSource,
    private readonly tree: Check,
    private readonly consistency: Check,
    private readonly times: TimesCheck,
    private readonly policy: Policy,
    private readonly kept: readonly Kept[],
  ) {
    this.mark();
  }

  static async over(
    source: LogSource,
    checks: { readonly tree: Check; readonly consistency: Check },
    times: TimesCheck,
    policy: Policy,
    kept: readonly Kept[],
  ): Promise<TreeCheck> {
    const writer = await TileWriter.at(0, () => Promise.resolve(new Uint8Array()));
    const { tree, consistency } = checks;
    return new TreeCheck(writer, source, tree, consistency, times, policy, kept);
  }

  get size(): number {
    return this.root.size;
  }

  rootNow(): Hash {
    return this.root.root();
  }

  append(hash: Hash): void {
    this.root.append(hash);
    this.filled.push(...this.writer.append(hash));
    this.mark();
  }

  /** Compares what came since the last call. @param tile of the leaves, read already */
  async compare(from: number, tile: Buffer | null): Promise<void> {
    const filled = this.filled;
    this.filled = [];
    for (const one of filled)
      this.same(
        one,
        one.level === 0 && one.index * tileWidth === from ? tile : await this.read(one),
      );
    const marks = this.marks;
    this.marks = [];
    for (const mark of marks) await this.checkpoints(mark);
  }

  /** Compares the right edge and the root with a checkpoint. The log may go on behind it. */
  async edge(size: number, root: Hash): Promise<void> {
    for (const one of this.writer.partial()) this.same(one, await this.read(one));
    const actual = this.rootNow();
    if (!actual.equals(root))
      this.tree.fail({
        message: 'the entries do not lead to the signed root',
        expected: root.toString('base64'),
        actual: actual.toString('base64'),
      });
  }

  end(size: number): void {
    this.tree.end('pass', `${String(size)} entries, tiles and root`);
    this.beyond(size);
  }

  private read({ level, index, width }: WrittenTile): Promise<Buffer | null> {
    return readTile(this.source, level, index, width);
  }

  private same({ level, index, bytes }: WrittenTile, there: Buffer | null): void {
    const leaves = tileWidth ** level;
    const first = index * tileWidth * leaves;
    if (!there) {
      this.tree.fail({ index: first, message: `a tile of level ${String(level)} is missing` });
      return;
    }
    if (bytes.equals(there)) return;
    for (let at = 0; at < bytes.length; at += 32) {
      const [actual, expected] = [bytes.subarray(at, at + 32), there.subarray(at, at + 32)];
      if (actual.equals(expected)) continue;
      this.tree.fail({
        index: first + (at / 32) * leaves,
        message:
          level === 0
            ? 'the entry is not the one that the tree has'
            : `a hash of level ${String(level)} is not that of the entries`,
        expected: expected.toString('hex'),
        actual: actual.toString('hex'),
      });
      return;
    }
    this.tree.fail({ index: first, message: 'a tile does not have its length' });
  }

  /** Keeps the root where an earlier checkpoint speaks of this size. */
  private mark(): void {
    const from = this.next;
    while ((this.kept[this.next]?.size ?? Infinity) <= this.size) this.next += 1;
    if (this.next === from) return;
    this.marks.push({
      size: this.size,
      root: this.rootNow().toString('base64'),
      span: this.times.cut(),
      kept: this.kept.slice(from, this.next),
    });
  }

  private async checkpoints({ size, root, span, kept }: Mark): Promise<void> {
    const times: number[] = [];
    for (const one of kept) {
      const head = opened(await one.note(), this.policy, one.name, this.consistency);
      if (!head) continue;
      this.compared += 1;
      times.push(...head.times);
      const expected = head.root.toString('base64');
      if (head.size !== size)
        this.consistency.fail({ message: `${one.name} is a checkpoint of another size` });
      else if (expected !== root)
        this.consistency.fail({
          ...(size > 0 && { index: size - 1 }),
          message: `${one.name}: the log signed another tree of this size`,
          expected,
          actual: root,
        });
    }
    this.times.checkpoint(span, times);
  }

  private beyond(size: number): void {
    const later = this.kept.slice(this.next);
    for (const { name, size: other, own } of later) {
      if (!this.source.isFolder || !own)
        this.consistency.fail({
          message: `${name} is of ${String(other)} entries, and the log shows ${String(size)}: entries were taken back`,
        });
    }
    // What an auditor brought is to be answered, or nothing is verified.
    if (this.kept.some(({ own }) => own)) this.consistency.require();
    if (later.length > 0)
      this.consistency.end('not-checked', 'a checkpoint that was kept is newer than this bundle');
    else if (this.compared === 0)
      this.consistency.end('not-provided', 'no earlier checkpoint was given');
    else this.consistency.end('pass', `${String(this.compared)} checkpoints are of this log`);
  }
}
