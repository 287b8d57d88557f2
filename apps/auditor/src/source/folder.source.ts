import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '#kernel';
import { CouldNotCheck } from '../failures.js';
import type { LogSource } from './log-source.js';

/** A bundle in a folder. Links are not followed: what a bundle names lies inside of it. */
export class FolderSource implements LogSource {
  readonly isFolder = true;

  constructor(readonly name: string) {}

  async read(name: string, limit: number): Promise<Buffer | null> {
    const path = join(this.name, name);
    try {
      const { size } = await this.regular(path);
      if (size > limit)
        throw new CouldNotCheck(`${name} is larger than the ${String(limit)} bytes that it may be`);
      return await readFile(path);
    } catch (error) {
      if (isAbsent(error)) return null;
      throw asCouldNotCheck(error, name);
    }
  }

  async list(folder: string): Promise<readonly string[]> {
    try {
      const entries = await readdir(join(this.name, folder), { withFileTypes: true });
      const below = await Promise.all(
        entries.map(async (entry) => {
          const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
          if (entry.isDirectory()) return this.list(path);
          if (entry.isFile()) return [path];
          throw new CouldNotCheck(`${path} is neither a file nor a folder`);
        }),
      );
      return below.flat();
    } catch (error) {
      if (isAbsent(error)) return [];
      throw asCouldNotCheck(error, folder);
    }
  }

  private async regular(path: string): Promise<{ size: number }> {
    const found = await lstat(path);
    if (!found.isFile()) throw new CouldNotCheck('not a regular file');
    return found;
  }
}

const isAbsent = (error: unknown) => ['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '');

const asCouldNotCheck = (error: unknown, name: string): CouldNotCheck =>
  error instanceof CouldNotCheck
    ? error
    : new CouldNotCheck(`${name || 'the folder'} cannot be read (${codeOf(error) ?? 'error'})`, {
        cause: error,
      });
