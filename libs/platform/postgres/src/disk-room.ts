import { existsSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { Unavailable } from '#kernel';

/**
 * Free space below which nothing more is appended. PostgreSQL ends itself when its write-ahead log finds no room, and
 * reading ends with it; what is left here keeps checkpoints, views and the read audit going until somebody makes room.
 */
const leastBytes = 64 * 1024 * 1024;

const lookEveryMs = 250;

/** Watches the disk of the embedded cluster. Of a server elsewhere it knows nothing: that one answers 53100 itself. */
export class DiskRoom {
  private readonly folder: string;
  private lookedAt = -Infinity;
  private isLow = false;

  constructor(dataDir: string) {
    this.folder = join(dataDir, 'postgres');
  }

  /** Whether appends are refused for now. */
  get low(): boolean {
    const now = performance.now();
    if (now - this.lookedAt < lookEveryMs) return this.isLow;
    this.lookedAt = now;
    this.isLow = false;
    if (existsSync(this.folder)) {
      const { bavail, bsize } = statfsSync(this.folder);
      this.isLow = bavail * bsize < leastBytes;
    }
    return this.isLow;
  }

  /** @throws Unavailable `STORE_FULL` */
  readonly require = (): void => {
    if (!this.low) return;
    throw new Unavailable(
      'The disk of the database has less than 64 MB left',
      'Nothing was recorded, and reading goes on. Free disk space and send the command again.',
      'STORE_FULL',
    );
  };
}
