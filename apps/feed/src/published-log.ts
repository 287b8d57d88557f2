import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { codeOf, Unavailable } from '#kernel';
import type { FeedSettings } from '#platform/configuration';
import {
  decodeBundle,
  encodeBundle,
  entriesPath,
  formatProof,
  parseCheckpoint,
  parseNote,
  proveInclusion,
  tileNodes,
  tilePath,
  tileWidth,
  type Checkpoint,
} from '#tlog';
import { Settings } from './site.js';

/** A tile of hashes or a bundle of entries, as `parseTilePath` reads its place. */
export interface Place {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

export type NewestCheckpoint = Checkpoint & { readonly note: string };

/**
 * The files that the sealer publishes (`DATA_DIR/public/log`), read as they are and never written. Files may lie there
 * that no checkpoint speaks of yet: whoever asks is answered within the published size only.
 */
@Injectable()
export class PublishedLog {
  constructor(@Inject(Settings) private readonly settings: FeedSettings) {}

  /** The newest one; null before the first. */
  async checkpoint(): Promise<NewestCheckpoint | null> {
    const bytes = await this.file('checkpoint');
    if (!bytes) return null;
    const note = bytes.toString('utf8');
    return { ...parseCheckpoint(parseNote(note).text), note };
  }

  /** Null where there is none. @param name made of checked parts only, never the text of an address */
  async file(name: string): Promise<Buffer | null> {
    try {
      return await readFile(join(this.folder, name));
    } catch (error) {
      if (isNotThere(error)) return null;
      throw error;
    }
  }

  /**
   * The bytes of a tile in the tree of that size, cut out of a wider one where the sealer has let the narrower go; null
   * for one that such a tree has not.
   * @throws Unavailable when the files do not hold what the size says
   */
  async tile(place: Place, size: number): Promise<Buffer | null> {
    const there = widthAt(place, size);
    if (place.width > there) return null;
    for (const width of new Set([place.width, tileWidth, there])) {
      const bytes = width <= there ? await this.cut(place, width) : null;
      if (bytes) return bytes;
    }
    for (const width of await this.partialWidths(place)) {
      const bytes = width >= place.width ? await this.cut(place, width) : null;
      if (bytes) return bytes;
    }
    throw new Unavailable(
      'A file of the published log is not there',
      'It is written again when the office starts. Ask again then.',
    );
  }

  /** A `.tlog-proof` of a leaf within the checkpoint. @param extra travels with it, proves nothing */
  async proof(checkpoint: NewestCheckpoint, index: number, extra: string | null): Promise<string> {
    const { size, note } = checkpoint;
    const nodes = tileNodes(async (level, tile, width) => {
      const bytes = await this.tile({ level, index: tile, width }, size);
      return bytes ?? Buffer.alloc(0);
    }, size);
    const proof = await proveInclusion(index, size, nodes);
    return formatProof({ index, proof, checkpoint: note, ...(extra !== null && { extra }) });
  }

  private get folder(): string {
    return join(this.settings.dataDir, 'public', 'log');
  }

  private async cut({ level, index, width }: Place, of: number): Promise<Buffer | null> {
    const bytes = await this.file(pathOf({ level, index, width: of }));
    if (!bytes || of === width) return bytes;
    if (level !== 'entries') return bytes.subarray(0, width * 32);
    return encodeBundle(decodeBundle(bytes).slice(0, width));
  }

  /** Of the partial files of a tile, the narrowest first. */
  private async partialWidths({ level, index }: Place): Promise<number[]> {
    const folder = `${pathOf({ level, index, width: tileWidth })}.p`;
    try {
      const names = await readdir(join(this.folder, folder));
      return names
        .filter((name) => /^\d{1,3}$/.test(name))
        .map(Number)
        .sort((a, b) => a - b);
    } catch (error) {
      if (isNotThere(error)) return [];
      throw error;
    }
  }
}

/** How wide a tile is in the tree of that size; 0 or less where there is none. */
function widthAt({ level, index }: Place, size: number): number {
  const hashes = Math.floor(size / tileWidth ** (level === 'entries' ? 0 : level));
  return Math.min(tileWidth, hashes - index * tileWidth);
}

const pathOf = ({ level, index, width }: Place): string =>
  level === 'entries' ? entriesPath(index, width) : tilePath(level, index, width);

const isNotThere = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error) ?? '');
