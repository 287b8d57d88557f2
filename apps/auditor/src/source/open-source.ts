import { stat } from 'node:fs/promises';
import { CouldNotCheck } from '../failures.js';
import { FolderSource } from './folder.source.js';
import type { LogSource } from './log-source.js';
import { UrlSource } from './url.source.js';

/** @param place an address that begins with http:// or https://, or a folder. @throws CouldNotCheck */
export async function openSource(place: string): Promise<LogSource> {
  if (/^https?:\/\//i.test(place)) {
    if (!URL.canParse(place)) throw new CouldNotCheck(`${place} is not an address`);
    return new UrlSource(place);
  }
  return openFolder(place);
}

/** @throws CouldNotCheck */
export async function openFolder(place: string): Promise<LogSource> {
  const isFolder = await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new CouldNotCheck(`${place} is not a folder`);
  return new FolderSource(place);
}
