import { createHash } from 'node:crypto';

/**
 * Texts that were seen, as the first 64 bits of their SHA-256: some 16 bytes each, however long they are. Two of a
 * million ids share one with a chance of one in 37 million.
 */
export class IdSet {
  /** Open addressing; a slot is two words, both 0 when it is free. */
  private slots = new Uint32Array(2 * 1024);
  private size = 0;

  /** True when it was there already. */
  add(id: string): boolean {
    const [high, low] = hashOf(id);
    if (this.at(high, low, true)) return true;
    this.size += 1;
    if (this.size * 4 > this.slots.length) this.grow();
    return false;
  }

  has(id: string): boolean {
    return this.at(...hashOf(id), false);
  }

  private at(high: number, low: number, put: boolean): boolean {
    const { slots } = this;
    for (let i = (low * 2) % slots.length; ; i = (i + 2) % slots.length) {
      if (slots[i] === high && slots[i + 1] === low) return true;
      if (slots[i] !== 0 || slots[i + 1] !== 0) continue;
      if (put) {
        slots[i] = high;
        slots[i + 1] = low;
      }
      return false;
    }
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Uint32Array(old.length * 2);
    for (let i = 0; i < old.length; i += 2)
      if (old[i] !== 0 || old[i + 1] !== 0) this.at(old[i] as number, old[i + 1] as number, true);
  }
}

function hashOf(id: string): [high: number, low: number] {
  const hash = createHash('sha256').update(id).digest();
  // Never both 0, which means a free slot.
  return [hash.readUInt32BE(0) || 1, hash.readUInt32BE(4)];
}
