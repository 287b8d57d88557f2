import { spawnSync, type SpawnOptions } from 'node:child_process';
import { chownSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Misconfigured } from '#kernel';
import { useServer } from './binaries.js';

/** How to start programs of PostgreSQL, which refuse to run as root. */
export interface Account {
  /** Turns a command into the one to spawn. */
  command(
    program: string,
    args: readonly string[],
  ): [program: string, args: string[], options: SpawnOptions];
  /** Hands a folder or file over to the account that the server runs under. */
  own(path: string): void;
}

interface Paths {
  readonly program: string;
  /** Its parent exists. The folder itself is there when the cluster is. */
  readonly clusterFolder: string;
}

const inNamespace = ['--user', '--map-user=65534', '--map-group=65534', '--'];

/**
 * Not root: as ourselves. Root: in a user namespace where root's files belong to `nobody`, which works in folders that
 * only root may enter; where namespaces are forbidden, as `postgres` or `nobody`. A cluster keeps the owner it has.
 */
export function accountFor({ program, clusterFolder }: Paths): Account {
  const self = process.getuid?.() ?? -1;
  const owner = ownerOf(clusterFolder);
  if (self !== 0) {
    if (owner === undefined || owner === self) return asOurselves;
    throw new Misconfigured(
      'the data folder belongs to another user',
      clusterFolder,
      `Start daylight as that user, or give the folder to this one with chown -R. ${useServer}`,
    );
  }
  const namespace = spawnSync('unshare', [...inNamespace, program, '--version'], {
    ...surroundings(),
    stdio: 'ignore',
  });
  if ((owner === undefined || owner === 0) && namespace.status === 0) return asNobodyOfANamespace;
  const user = findUser(owner);
  if (user !== undefined && user.uid !== 0 && canWork(user, program, clusterFolder))
    return asUser(user);
  throw new Misconfigured(
    'PostgreSQL refuses to run as root; user namespaces do not work here, and no other user can reach its folders',
    `${program} and ${clusterFolder}`,
    'Start daylight as an ordinary user, or put it and DATA_DIR where every user may pass (not under /root). ' +
      useServer,
  );
}

const asOurselves: Account = {
  command: (program, args) => [program, [...args], surroundings()],
  own: () => undefined,
};

const asNobodyOfANamespace: Account = {
  command: (program, args) => [
    'unshare', // becomes the program, with the same pid
    [...inNamespace, program, ...args],
    surroundings(),
  ],
  own: () => undefined,
};

const asUser = ({ uid, gid }: User): Account => ({
  command: (program, args) => [program, [...args], { ...surroundings(), uid, gid }],
  own: (path) => {
    chownSync(path, uid, gid);
  },
});

/** What PostgreSQL may know of our environment: never our secrets, never PG* variables that change what it does. */
function surroundings(): { cwd: string; env: NodeJS.ProcessEnv } {
  const { PATH, TMPDIR, LD_LIBRARY_PATH } = process.env;
  const passed = Object.entries({ PATH, TMPDIR, LD_LIBRARY_PATH }).filter(
    ([, value]) => value !== undefined,
  );
  return { cwd: '/', env: { ...Object.fromEntries(passed), LC_ALL: 'C', TZ: 'UTC' } };
}

interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

function findUser(owner: number | undefined): User | undefined {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  if (owner !== undefined) return users.find(({ name, uid }) => name !== '' && uid === owner);
  return (
    users.find(({ name }) => name === 'postgres') ?? users.find(({ name }) => name === 'nobody')
  );
}

/** Whether this user can run the program and walk to the cluster. */
function canWork({ uid, gid }: User, program: string, clusterFolder: string): boolean {
  const run = spawnSync(program, ['--version'], { ...surroundings(), uid, gid, stdio: 'ignore' });
  return run.status === 0 && passable(dirname(clusterFolder), uid);
}

function passable(folder: string, uid: number): boolean {
  const { mode, uid: owner } = statSync(folder);
  if ((mode & (owner === uid ? 0o100 : 0o001)) === 0) return false;
  return dirname(folder) === folder || passable(dirname(folder), uid);
}

function ownerOf(path: string): number | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.uid;
}
