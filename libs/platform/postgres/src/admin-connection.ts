import { readFileSync } from 'node:fs';
import { Misconfigured } from '#kernel';
import type { Connection } from './client.js';
import type { Cluster } from './embedded-cluster.js';

/** A role that may create roles and databases. */
export interface AdminConnection extends Omit<Connection, 'database'> {
  /** The database that a URL names; it need not exist yet. */
  readonly database?: string;
  /** The whole server is ours, so that its other databases may be closed too. */
  readonly embedded?: boolean;
}

export const adminOfCluster = ({ host, port, superuser }: Cluster): AdminConnection => ({
  ...{ host, port, ...superuser },
  embedded: true,
});

const example = 'postgres://user:password@host:5432/daylight';
const silent = new Set([
  'host',
  'port',
  'sslmode',
  'sslrootcert',
  'application_name',
  'connect_timeout',
]);

/**
 * Reads DATABASE_URL or KEYS_DATABASE_URL. No message repeats any part of it but names of parameters: a password with a
 * character that should have been escaped can end up in any part.
 */
export function adminFromUrl(text: string, variable = 'DATABASE_URL'): AdminConnection {
  const wrong = (what: string): Misconfigured =>
    new Misconfigured(
      what,
      variable,
      `Write it as ${example}; escape special characters of the password as in URLs (%40 for @).`,
    );
  // As libpq, allow no host before the path: postgres://user@/database?host=/socket/folder
  const address = text.replace(/^(postgres(?:ql)?:\/\/[^/?#]*@)\//, '$1localhost/');
  if (!/^postgres(ql)?:/.test(address) || !URL.canParse(address))
    throw wrong('the address of the database cannot be read');
  const url = new URL(address);
  const parameter = (name: string): string | undefined => url.searchParams.get(name) ?? undefined;
  const unknown = [...url.searchParams.keys()].find((name) => !silent.has(name));
  if (unknown !== undefined)
    throw wrong('the address of the database has a parameter that daylight does not know');
  const database = decode(url.pathname.slice(1), wrong);
  if (database === '') throw wrong('the address of the database names no database');
  if (url.username === '') throw wrong('the address of the database names no user');
  const port = Number(parameter('port') ?? (url.port || 5432));
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw wrong('the port of the database is not a number');
  return {
    host:
      parameter('host') ?? (decode(url.hostname, wrong).replace(/^\[(.*)\]$/, '$1') || 'localhost'),
    port,
    user: decode(url.username, wrong),
    password: decode(url.password, wrong),
    database,
    ssl: encryption(parameter('sslmode'), parameter('sslrootcert'), wrong),
  };
}

/** Stricter than libpq: `require` checks the certificate, since an unchecked one protects from nobody in between. */
function encryption(
  mode: string | undefined,
  certificate: string | undefined,
  wrong: (what: string) => Misconfigured,
): NonNullable<Connection['ssl']> {
  if (mode === undefined && certificate === undefined) return false;
  if (mode === 'disable') return false;
  if (mode === 'no-verify') return { rejectUnauthorized: false };
  if (mode !== undefined && !['require', 'verify-ca', 'verify-full'].includes(mode)) {
    throw wrong('sslmode must be disable, require, verify-ca, verify-full or no-verify');
  }
  if (certificate === undefined) return true;
  try {
    return { ca: readFileSync(certificate, 'utf8') };
  } catch (cause) {
    throw new Misconfigured(
      'the file named by sslrootcert cannot be read',
      certificate,
      'Correct the path.',
      { cause },
    );
  }
}

function decode(part: string, wrong: (what: string) => Misconfigured): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw wrong('the address of the database has a broken % escape');
  }
}
