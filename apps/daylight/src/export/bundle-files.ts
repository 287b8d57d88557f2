import { createHash } from 'node:crypto';
import { mkdir, open, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { canonicalJson, Misconfigured, type Json } from '#kernel';

interface BundleFile {
  readonly path: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** The files of a bundle, with their hashes for its manifest. */
export class BundleFiles {
  private readonly files: BundleFile[] = [];

  private constructor(private readonly folder: string) {}

  /** @throws Misconfigured for a folder with something in it */
  static async in(folder: string): Promise<BundleFiles> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if ((await readdir(folder)).length > 0) {
      throw new Misconfigured(
        'The folder is not empty',
        folder,
        'Name a folder that does not exist, or empty this one first. Nothing was written.',
      );
    }
    return new BundleFiles(folder);
  }

  get count(): number {
    return this.files.length;
  }

  async write(path: string, content: Uint8Array | string): Promise<void> {
    const bytes = Buffer.from(content);
    await this.place(path, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.files.push({ path, bytes: bytes.length, sha256 });
  }

  /** Written last: a folder without one is a bundle that was broken off. */
  async writeManifest(says: Readonly<Record<string, Json>>): Promise<void> {
    const files = [...this.files].sort((a, b) => (a.path < b.path ? -1 : 1));
    const manifest = { ...says, files: files.map((file) => ({ ...file })) };
    await this.place('manifest.json', Buffer.from(canonicalJson(manifest)));
  }

  private async place(path: string, bytes: Buffer): Promise<void> {
    const file = join(this.folder, path);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, bytes, { mode: 0o600, flag: 'wx' });
    const handle = await open(file, 'r');
    await handle.sync();
    await handle.close();
  }
}
