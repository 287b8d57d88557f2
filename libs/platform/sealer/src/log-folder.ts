import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf } from '#kernel';
import { syncFolder } from '#vault';

/** Where the log's files are: exactly the paths under which everyone reads them, so that any file server can. */
export const logFolderOf = (dataDir: string): string => join(dataDir, 'public', 'log');

/**
 * The files of the published log (C2SP tlog-tiles). Written by the sealer alone, and only when what they hold is about to
 * be published: `checkpoint` last. Everything here can be made again from the events and the log's key.
 */
export class LogFolder {
  constructor(readonly path: string) {}

  /** Null where there is none. */
  async read(name: string): Promise<Buffer | null> {
    try {
      return await readFile(join(this.path, name));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    }
  }

  /** Puts files in their places, each whole or not at all, and makes them durable. */
  async write(files: ReadonlyMap<string, Uint8Array>): Promise<void> {
    const folders = new Set<string>();
    for (const [name, bytes] of files) {
      const file = join(this.path, name);
      const draft = `${file}.new`;
      await mkdir(dirname(file), { recursive: true });
      await writeFile(draft, bytes);
      const handle = await open(draft, 'r');
      await handle.sync();
      await handle.close();
      await rename(draft, file);
      folders.add(dirname(file));
    }
    for (const folder of folders) await syncFolder(folder);
  }

  async remove(names: Iterable<string>): Promise<void> {
    for (const name of names) await rm(join(this.path, name), { force: true, recursive: true });
  }
}
