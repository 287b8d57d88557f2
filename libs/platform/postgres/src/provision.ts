import { join } from 'node:path';
import pg from 'pg';
import { codeOf, Misconfigured } from '#kernel';
import type { AdminConnection } from './admin-connection.js';
import { withClient, type Connection } from './client.js';
import {
  closeServer,
  closeToOthers,
  ensureDatabase,
  ensureRole,
  setPassword,
} from './database-objects.js';
import { underLock } from './file-lock.js';
import { privateFolder } from './private-files.js';
import { openRolePasswords, type RolePasswords } from './role-passwords.js';

/** Everything that the servers connect with. Give a process only the connection of its own role. */
export interface Databases {
  readonly main: {
    readonly owner: Connection;
    readonly office: Connection;
    readonly feed: Connection;
  };
  readonly keys: { readonly owner: Connection; readonly keys: Connection };
}

export interface ProvisionOptions {
  readonly dataDir: string;
  /** By default the one that the URL names, else `daylight`. */
  readonly database?: string;
  /** KEYS_DATABASE_URL: a server of its own for the wrapped keys. */
  readonly keysAdmin?: AdminConnection;
}

/**
 * Creates what is missing: two databases and three roles that may connect to one of them each. Repeating it changes
 * nothing. One data folder owns the passwords of its roles: a second one on the same server would set them anew and
 * lock the first one out, so give it a database name of its own.
 */
export async function provision(
  admin: AdminConnection,
  options: ProvisionOptions,
): Promise<Databases> {
  const { dataDir, keysAdmin } = options;
  const database = checkedName(options.database ?? admin.database ?? 'daylight');
  const keysDatabase = checkedName(keysAdmin?.database ?? `${database}_keys`);
  if (
    keysAdmin !== undefined &&
    keysDatabase === database &&
    keysAdmin.host === admin.host &&
    keysAdmin.port === admin.port
  ) {
    throw new Misconfigured(
      'the keys would be kept in the database of the log',
      'KEYS_DATABASE_URL names the database of DATABASE_URL',
      `Name another database, for example ${database}_keys, or leave KEYS_DATABASE_URL out.`,
    );
  }
  return underLock(join(privateFolder(join(dataDir, 'keys')), 'database-roles.lock'), async () => {
    const passwords = openRolePasswords(dataDir);
    const [office, feed] = await provisionOne(
      admin,
      database,
      [`${database}_office`, `${database}_feed`],
      passwords,
    );
    const [keys] = await provisionOne(
      keysAdmin ?? admin,
      keysDatabase,
      [`${database}_keys`],
      passwords,
    );
    return {
      main: { owner: as(admin, database), office: office as Connection, feed: feed as Connection },
      keys: { owner: as(keysAdmin ?? admin, keysDatabase), keys: keys as Connection },
    };
  });
}

/** One database and the roles that may connect to it. Answers their connections, in order, each tried. */
async function provisionOne(
  admin: AdminConnection,
  database: string,
  roles: readonly string[],
  passwords: RolePasswords,
): Promise<Connection[]> {
  const wanted = roles.map((role) => ({ role, ...passwords.of(role) }));
  passwords.save();
  await withMaintenance(admin, database, async (client) => {
    for (const { role, password, isNew } of wanted) await ensureRole(client, role, password, isNew);
    await ensureDatabase(client, database);
    await closeToOthers(client, database, roles);
    if (admin.embedded === true) await closeServer(client);
  });
  return Promise.all(
    wanted.map(async ({ role, password }) => {
      const connection = { ...as(admin, database), user: role, password };
      const repair = (client: pg.Client): Promise<void> => setPassword(client, role, password);
      await tryOut(connection, () => withMaintenance(admin, database, repair));
      return connection;
    }),
  );
}

/** The database itself if it is there, else the one that every server has. */
async function withMaintenance(
  admin: AdminConnection,
  database: string,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  try {
    await withClient(as(admin, admin.embedded === true ? 'postgres' : database), work);
  } catch (error) {
    if (codeOf(error) === '3D000') {
      await withClient(as(admin, 'postgres'), work);
      return;
    }
    const letIn = error instanceof pg.DatabaseError && !/^28|^42501$/.test(codeOf(error) ?? '');
    if (error instanceof Misconfigured || letIn) throw error;
    throw new Misconfigured(
      `the database server cannot be reached or does not let us in${codeOf(error) ? ` (${String(codeOf(error))})` : ''}`,
      `${admin.host}:${String(admin.port)} as ${admin.user}`,
      'Check that it runs, and check user and password in DATABASE_URL (or KEYS_DATABASE_URL).',
      { cause: error },
    );
  }
}

/** Signs in once. A password that the server no longer has (an older DATA_DIR was restored) is set again. */
async function tryOut(connection: Connection, repair: () => Promise<void>): Promise<void> {
  const signIn = (): Promise<unknown> =>
    withClient(connection, (client) => client.query('SELECT 1'));
  try {
    await signIn();
  } catch (error) {
    if (codeOf(error) === '28P01') await repair();
    await signIn().catch((cause: unknown) => {
      throw new Misconfigured(
        `the database role ${connection.user} exists but cannot sign in${codeOf(cause) ? ` (${String(codeOf(cause))})` : ''}`,
        `database ${connection.database} on ${connection.host}:${String(connection.port)}`,
        `Let it sign in by password: in pg_hba.conf, method scram-sha-256 for database ${connection.database}.`,
        { cause },
      );
    });
  }
}

/** `ssl` is always said: without it `pg` would follow PGSSLMODE of the environment. */
function as(
  { host, port, user, password, ssl = false }: AdminConnection,
  database: string,
): Connection {
  return { host, port, user, password, database, ssl };
}

/** Role names are made from it, and PostgreSQL cuts names at 63 bytes without a word. */
function checkedName(database: string): string {
  if (
    /^[A-Za-z_][A-Za-z0-9_-]{0,54}$/.test(database) &&
    !/^(postgres|template[01])$/.test(database)
  )
    return database;
  throw new Misconfigured(
    'the database name cannot be used',
    'DATABASE_URL',
    'Name a database of its own, not postgres, with at most 55 letters, digits, - and _.',
  );
}
