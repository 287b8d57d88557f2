import pg from 'pg';

/** What `pg` and TypeORM need to sign in. `host` may be the folder of a unix socket. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Left out for the embedded cluster's socket unless set; `true` checks the server's certificate. */
  readonly ssl?: boolean | { readonly rejectUnauthorized: boolean } | { readonly ca: string };
}

/** Runs work on one connection and closes it. For set-up only: servers keep pools of their own. */
export async function withClient<T>(
  to: Connection,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    ssl: false,
    ...to,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  client.on('error', () => undefined); // the query under way reports it; without a listener the process would end
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** An SQL identifier. */
export const quoted = (name: string): string => pg.escapeIdentifier(name);
