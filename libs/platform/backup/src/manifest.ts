import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { codeOf, Misconfigured } from '#kernel';

/** Format of an events backup: what this version writes, and the newest that it reads. */
export const backupFormat = 1;

/** Written last: a folder without it is a backup that was broken off. */
export const manifestName = 'manifest.json';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();

const fileForm = z.strictObject({
  /** Folder and number of the first line in it; nothing that could lead out of the backup. */
  name: z.string().regex(/^(events|access-log|accounts|checkpoints)\/\d{10}\.ndjson\.gz$/),
  /** Number of its first line among all of its folder, from 0; of an event its index. */
  first: count,
  /** Lines. */
  count: count.min(1).max(10_000),
  /** Of the packed file, as its digest. */
  bytes: count,
  sha256,
});

const manifestForm = z.strictObject({
  format: z.literal(backupFormat),
  kind: z.literal('events'),
  origin: z.string().min(1),
  /** Events. */
  size: count.min(1),
  /** Root of the Merkle tree over all leaves (RFC 6962), hex. */
  root: sha256,
  /** `head`: hash of the last row, null when nobody has read anything yet. */
  accessLog: z.strictObject({ rows: count, head: sha256.nullable() }),
  accounts: count,
  /** Published ones, up to `size`. */
  checkpoints: count,
  software: z.string(),
  createdAt: z.string(),
  files: z.array(fileForm),
});

/** One file of a backup. */
export type BackupFile = z.infer<typeof fileForm>;

/** What an events backup says of itself. It is not signed: whoever can write the folder can write it too. */
export type EventsManifest = z.infer<typeof manifestForm>;

const kinds = ['events', 'keys'] as const;
export type BackupKind = (typeof kinds)[number];

/** Reads what kind of backup a folder is. @throws Misconfigured for none, one that was broken off, and a newer one */
export async function readKind(directory: string): Promise<{ kind: BackupKind; said: unknown }> {
  const said = await readSaid(directory);
  const { format, kind: named } = (said ?? {}) as { format?: unknown; kind?: unknown };
  if (typeof format === 'number' && format > backupFormat) {
    throw new Misconfigured(
      `The backup has format ${String(format)}, this version reads up to ${String(backupFormat)}`,
      join(directory, manifestName),
      'Restore it with the newer Daylight that made it. Nothing was changed.',
    );
  }
  const kind = kinds.find((known) => known === named);
  if (kind === undefined) throw damaged(directory);
  return { kind, said };
}

/** @throws Misconfigured when it does not fit together */
export function eventsManifest(directory: string, said: unknown): EventsManifest {
  const { success, data } = manifestForm.safeParse(said);
  if (!success || !fits(data)) throw damaged(directory);
  return data;
}

async function readSaid(directory: string): Promise<unknown> {
  const path = join(directory, manifestName);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT') {
      throw new Misconfigured('The backup cannot be read', path, 'Let this user read it.', {
        cause,
      });
    }
    throw new Misconfigured(
      'There is no whole backup: its manifest, which is written last, is missing',
      path,
      'Name the folder of a backup; one that was broken off is of no use, delete it. Nothing was changed.',
      { cause },
    );
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(directory, cause);
  }
}

/** The files of a folder follow each other and hold as much as is said. */
function fits({ files, size, accessLog, accounts, checkpoints }: EventsManifest): boolean {
  const wanted = { events: size, 'access-log': accessLog.rows, accounts, checkpoints };
  if ((accessLog.head === null) !== (accessLog.rows === 0)) return false;
  return Object.entries(wanted).every(([folder, lines]) => {
    let next = 0;
    for (const file of filesOf({ files }, folder)) {
      if (file.first !== next || file.name !== fileName(folder, next)) return false;
      next += file.count;
    }
    return next === lines;
  });
}

/** The files of one folder, in order. */
export const filesOf = ({ files }: Pick<EventsManifest, 'files'>, folder: string): BackupFile[] =>
  files.filter(({ name }) => name.startsWith(`${folder}/`));

export const fileName = (folder: string, first: number): string =>
  `${folder}/${String(first).padStart(10, '0')}.ndjson.gz`;

const damaged = (directory: string, cause?: unknown) =>
  new Misconfigured(
    'The manifest is not one that a backup is written with',
    join(directory, manifestName),
    'Take another copy of this backup. Nothing was changed.',
    { cause },
  );
