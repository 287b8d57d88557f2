import { textOf, type Bytes } from './bytes.js';
import { Malformed } from './tree.js';

/** The plain files of a tar archive (ustar, with the long names of GNU and pax), by path. @throws Malformed */
export function filesOfTar(tar: Bytes): Map<string, Bytes> {
  const files = new Map<string, Bytes>();
  let longName: string | null = null;
  for (let at = 0; at + 512 <= tar.length;) {
    const field = (from: number, length: number) =>
      textOf(tar.subarray(at + from, at + from + length)).replace(/\0.*$/s, '');
    if (tar[at] === 0) break;
    const size = parseInt(field(124, 12).trim() || '0', 8);
    const bytes = tar.slice(at + 512, at + 512 + size);
    if (!Number.isSafeInteger(size) || bytes.length !== size)
      throw new Malformed('not a tar archive');
    const type = field(156, 1);
    const prefix = field(257, 5) === 'ustar' ? field(345, 155) : '';
    if (type === 'L') longName = textOf(bytes).replace(/\0.*$/s, '');
    else if (type === 'x') longName = /\d+ path=(.*)\n/.exec(textOf(bytes))?.[1] ?? null;
    else {
      const name = longName ?? (prefix === '' ? field(0, 100) : `${prefix}/${field(0, 100)}`);
      if (type === '' || type === '0') files.set(name, bytes);
      longName = null;
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
