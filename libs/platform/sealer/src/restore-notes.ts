import { NoteInvalid, openCheckpoint } from '#tlog';
import type { PublishedPolicy } from './published-policy.js';
import type { Publication } from './publications.js';
import type { SealerParts } from './sealer.js';

/** Puts back the signed notes that are published and not in their files. */
export async function restoreNotes(
  { publications, folder, policy }: SealerParts,
  published: Publication | null,
): Promise<void> {
  if (!published) return;
  const stands = async (name: string, bytes: Buffer) => (await folder.read(name))?.equals(bytes);
  for await (const { size, note } of publications.upTo(published.size)) {
    const [name, bytes] = [`checkpoints/${String(size)}`, Buffer.from(note)];
    if ((await stands(name, bytes)) || !isSigned(note, size, policy)) continue;
    await folder.write(new Map([[name, bytes]]));
  }
  const bytes = Buffer.from(published.note);
  if (!(await stands('checkpoint', bytes))) await folder.write(new Map([['checkpoint', bytes]]));
}

/** Whether the log itself signed a checkpoint of that size. */
function isSigned(note: string, size: number, policy: PublishedPolicy): boolean {
  try {
    return openCheckpoint(note, ...policy.logs.map(({ key }) => key)).size === size;
  } catch (error) {
    if (error instanceof NoteInvalid) return false;
    throw error;
  }
}
