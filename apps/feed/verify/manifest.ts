import { textOf, toHex } from './bytes.js';
import type { Computing } from './crypto.js';
import type { Report } from './report.js';
import { Unreachable, type Source } from './source.js';

/**
 * That the files of a bundle are those that its manifest names. Says so on the first line when they are not.
 * False where the bundle is of a newer format: what is in it may then mean something else.
 */
export async function checkManifest(
  source: Source,
  by: Computing,
  report: Report,
): Promise<boolean> {
  if (source.kind === 'network') return true;
  const bytes = await source.read('manifest.json');
  const manifest = bytes && read(textOf(bytes));
  if (!manifest) throw new Unreachable('manifest.json');
  if (manifest.format !== 1) return false;
  const listed = new Set(['manifest.json']);
  for (const { path, sha256 } of manifest.files) {
    listed.add(path);
    const file = await source.read(path);
    const computed = file ? toHex(await by.sha256(file)) : '–';
    if (computed !== sha256)
      report.find({ line: 'read', what: 'fileDiffers', expected: `${path} ${sha256}`, computed });
  }
  for (const path of source.paths ?? [])
    if (!listed.has(path)) report.find({ line: 'read', what: 'fileNotListed', computed: path });
  return true;
}

interface Manifest {
  readonly format: number;
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}

function read(text: string): Manifest | null {
  try {
    const manifest = JSON.parse(text) as Partial<Manifest> | null;
    // A newer format may list its files in another way.
    return manifest && (manifest.format !== 1 || Array.isArray(manifest.files))
      ? (manifest as Manifest)
      : null;
  } catch {
    return null;
  }
}
