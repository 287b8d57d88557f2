import { leafHash } from '#tlog';
import { NotGenuine, openLeaf, splitPresentation, type Leaf } from '#sealing/verify';
import type { Check } from './check.js';
import type { Ground } from './ground.js';
import type { KeptFile } from './kept.js';
import { LeafCheck } from './leaf.check.js';

interface Receipt {
  readonly name: string;
  readonly leaf: Leaf;
  at: number | null;
}

/** Sealing windows within which what was receipted has to be in the log. */
const promised = 2;

/** 11: what somebody was given a receipt for is in the log. */
export class ReceiptsCheck {
  private readonly receipts = new Map<string, Receipt>();
  /** Files that are no receipt of this log: anyone can write one, so they say nothing about it. */
  private readonly strange: string[] = [];
  private newest = 0;

  constructor(
    private readonly check: Check,
    private readonly ground: Ground,
    files: readonly KeptFile[],
  ) {
    for (const file of files) this.add(file);
  }

  leaf(index: number, hash: string, iat: number): void {
    this.newest = Math.max(this.newest, iat);
    const receipt = this.receipts.get(hash);
    if (receipt) receipt.at ??= index;
  }

  /** @param seen time of the newest cosignature, seconds; null without witnesses */
  end(seen: number | null): void {
    const now = Math.max(seen ?? 0, this.newest);
    const late: string[] = [];
    for (const { name, leaf, at } of this.receipts.values()) {
      if (at !== null) continue;
      if (leaf.iat + promised * this.ground.opening.sealWindow < now)
        this.check.fail({ message: `${name}: it was accepted and is not in the log` });
      else late.push(name);
    }
    const { strange } = this;
    if (this.receipts.size + strange.length === 0) return;
    this.check.require();
    if (strange.length > 0)
      this.check.end('not-checked', `no receipt of this log: ${strange.join(', ')}`);
    else if (late.length > 0)
      this.check.end('not-checked', `${late.join(', ')}: not in the log yet, and not due yet`);
    else {
      const places = [...this.receipts.values()].map(({ name, at }) => `${name} at ${String(at)}`);
      this.check.end('pass', places.join(', '));
    }
  }

  /** A receipt is the leaf alone, or with windows of whoever got it. */
  private add({ name, text }: KeptFile): void {
    const presentation = text.trim();
    try {
      const { entry, texts } = presentation.includes('~')
        ? splitPresentation(presentation)
        : { entry: presentation, texts: [] };
      const { leaf } = openLeaf(entry, texts);
      const signed = new LeafCheck(
        {
          fail: ({ message }: { message: string }) => {
            this.refuse(name, message);
          },
        } as Check,
        this.ground,
      ).leaf(0, entry);
      if (signed) this.receipts.set(leafHash(entry).toString('hex'), { name, leaf, at: null });
    } catch (error) {
      if (!(error instanceof NotGenuine)) throw error;
      this.refuse(name, error.message);
    }
  }

  private refuse(name: string, message: string): void {
    this.strange.push(`${name} (${message})`);
  }
}
