import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf, Misconfigured } from '#kernel';
import { privateFolder, readIfThere } from './private-files.js';
import type { Account } from './unprivileged.js';

/** Where the parts of one embedded cluster are. All paths are real ones: two spellings of a folder are one cluster. */
export interface ClusterFolder {
  readonly data: string;
  readonly cluster: string;
  readonly passwordFile: string;
  readonly log: string;
  readonly lock: string;
  /** Who has the duty to stop the server: identity of a process. */
  readonly starter: string;
  readonly description: string;
  readonly sockets: string;
}

export function clusterFolder(dataDir: string): ClusterFolder {
  const data = preparedFolder(dataDir);
  return {
    data,
    cluster: join(data, 'postgres'),
    passwordFile: join(data, 'keys', 'postgres-superuser'),
    log: join(data, 'log', 'postgres.log'),
    lock: join(data, 'postgres.lock'),
    starter: join(data, 'postgres.starter'),
    description: join(data, 'postgres.json'),
    sockets: socketFolder(data),
  };
}

function preparedFolder(dataDir: string): string {
  try {
    mkdirSync(dataDir, { recursive: true });
    const data = realpathSync(dataDir);
    privateFolder(join(data, 'keys'));
    mkdirSync(join(data, 'log'), { recursive: true, mode: 0o700 });
    return data;
  } catch (cause) {
    throw new Misconfigured(
      `the data folder cannot be written${codeOf(cause) ? ` (${String(codeOf(cause))})` : ''}`,
      dataDir,
      'Set DATA_DIR to a folder of the user that daylight runs as, or give it this one.',
      { cause },
    );
  }
}

/** The superuser's password, which only this folder knows. */
export function superuserPassword({ passwordFile }: ClusterFolder): string {
  const password = readIfThere(passwordFile)?.trim();
  if (password) return password;
  throw new Misconfigured(
    'the password of the embedded database is missing',
    passwordFile,
    'Put the file back from a backup of DATA_DIR/keys; the database cannot be opened without it.',
  );
}

/** The folder of the socket: short (a socket's path ends at 107 bytes) and closed to others. */
export function openSocketFolder(folder: ClusterFolder, account: Account): void {
  const { sockets } = folder;
  mkdirSync(sockets, { recursive: true, mode: 0o700 });
  const found = lstatSync(sockets);
  // Somebody else may have made it first in a folder that all may write to, to sit between us and our server; or laid
  // a link there, so that root hands over what it leads to.
  const ours = found.uid === process.getuid?.() || found.uid === lstatSync(folder.cluster).uid;
  if (found.isDirectory() && ours && (found.mode & 0o077) === 0) {
    account.own(sockets);
    return;
  }
  throw new Misconfigured(
    'the folder of the database socket belongs to another user or stands open to others',
    sockets,
    'Find out who made it, delete it and start again, or set TMPDIR to a folder of your own.',
  );
}

function socketFolder(data: string): string {
  const name = `daylight-${createHash('sha256').update(data).digest('hex').slice(0, 16)}`;
  const path = join(realpathSync(tmpdir()), name);
  return path.length > 80 ? join('/tmp', name) : path;
}
