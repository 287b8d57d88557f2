import pg from 'pg';
import { codeOf, Misconfigured } from '#kernel';
import { quoted } from './client.js';
import { scramVerifier } from './role-passwords.js';

const oldest = 15;

/** Creates the role with this password; sets the password of one that exists only when it is new to us. */
export async function ensureRole(
  client: pg.Client,
  role: string,
  password: string,
  isNew: boolean,
): Promise<void> {
  await checkVersion(client);
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  if (rowCount !== 0) return isNew ? setPassword(client, role, password) : undefined;
  try {
    await client.query(
      `CREATE ROLE ${quoted(role)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
         PASSWORD ${pg.escapeLiteral(scramVerifier(password))}`,
    );
  } catch (cause) {
    if (codeOf(cause) === '42710' || codeOf(cause) === '23505')
      return setPassword(client, role, password);
    throw await notAllowed(
      client,
      cause,
      `create the role ${role}`,
      (me) => `ALTER ROLE ${me} CREATEROLE;`,
    );
  }
}

export async function setPassword(
  client: pg.Client,
  role: string,
  password: string,
): Promise<void> {
  try {
    await client.query(
      `ALTER ROLE ${quoted(role)} LOGIN PASSWORD ${pg.escapeLiteral(scramVerifier(password))}`,
    );
  } catch (cause) {
    const statement = (me: string): string =>
      `ALTER ROLE ${me} CREATEROLE; GRANT ${quoted(role)} TO ${me} WITH ADMIN OPTION;`;
    throw await notAllowed(client, cause, `set the password of the role ${role}`, statement);
  }
}

/** Creates the database, owned by the role that we are; refuses one that somebody else owns. */
export async function ensureDatabase(client: pg.Client, database: string): Promise<void> {
  const { rows } = await client.query<{ ours: boolean }>(
    `SELECT pg_has_role(datdba, 'USAGE') AS ours FROM pg_database WHERE datname = $1`,
    [database],
  );
  const found = rows[0];
  if (found?.ours === false) {
    const statement = (me: string): string => `ALTER DATABASE ${quoted(database)} OWNER TO ${me};`;
    throw await notAllowed(
      client,
      undefined,
      `use the database ${database}, which another role owns`,
      statement,
    );
  }
  if (found !== undefined) return;
  try {
    await client.query(`CREATE DATABASE ${quoted(database)} TEMPLATE template0 ENCODING 'UTF8'`);
  } catch (cause) {
    if (codeOf(cause) === '42P04' || codeOf(cause) === '23505')
      return ensureDatabase(client, database);
    throw await notAllowed(
      client,
      cause,
      `create the database ${database}`,
      (me) => `ALTER ROLE ${me} CREATEDB;`,
    );
  }
}

/** Only these roles (and the owner) may connect: a role of the log never sees the keys, nor the other way round. */
export async function closeToOthers(
  client: pg.Client,
  database: string,
  roles: readonly string[],
): Promise<void> {
  const { rows } = await client.query<{ closed: boolean }>(
    `SELECT NOT has_database_privilege('public', datname, 'CONNECT') AND NOT has_database_privilege('public', datname, 'TEMP')
       AND (SELECT bool_and(has_database_privilege(role, datname, 'CONNECT')) FROM unnest($2::text[]) AS role) AS closed
     FROM pg_database WHERE datname = $1`,
    [database, roles],
  );
  if (rows[0]?.closed === true) return; // so that a start beside a running server takes no locks
  await client.query(`REVOKE ALL ON DATABASE ${quoted(database)} FROM PUBLIC`);
  await client.query(
    `GRANT CONNECT ON DATABASE ${quoted(database)} TO ${roles.map(quoted).join(', ')}`,
  );
}

/** On a server of our own, the databases that initdb made are closed too. Elsewhere they are not ours to close. */
export async function closeServer(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_database WHERE datname IN ('postgres', 'template1') AND has_database_privilege('public', datname, 'CONNECT')`,
  );
  if (rowCount !== 0) await client.query('REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC');
}

async function checkVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: number }>(
    `SELECT current_setting('server_version_num')::int AS number`,
  );
  const major = Math.floor((rows[0]?.number ?? 0) / 10_000);
  if (major >= oldest) return;
  throw new Misconfigured(
    `the database server is PostgreSQL ${String(major)}`,
    `${client.host}:${String(client.port)}`,
    `Daylight needs PostgreSQL ${String(oldest)} or newer: upgrade the server, or unset DATABASE_URL to use the embedded one.`,
  );
}

/** 42501 says that a right is missing, but not how to get it. */
async function notAllowed(
  client: pg.Client,
  cause: unknown,
  what: string,
  statement: (me: string) => string,
): Promise<unknown> {
  if (cause !== undefined && codeOf(cause) !== '42501') return cause;
  const { rows } = await client.query<{ me: string }>('SELECT quote_ident(current_user) AS me');
  const me = rows[0]?.me ?? 'the role';
  return new Misconfigured(
    `the database role ${me} may not ${what}`,
    `${client.host}:${String(client.port)}`,
    `As a superuser of that server run: ${statement(me)}`,
    { cause },
  );
}
