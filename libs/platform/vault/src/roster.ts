import type pg from 'pg';
import { Misconfigured } from '#kernel';
import { reachable } from '#platform/postgres';
import { officerProof } from './naming.js';

/** Somebody to whom content of an audience is sealed. */
export interface Officer {
  readonly id: string;
  readonly account: string;
  readonly publicKey: Buffer;
}

/** The public part of an officer's row. */
export interface OfficerRow {
  id: string;
  account: string;
  audience: string;
  public_key: Buffer;
  proof: Buffer;
}

/** Everyone to whom content of an audience is sealed, or the one with this account. @throws Misconfigured */
export async function officersOf(
  pool: pg.Pool,
  naming: Buffer,
  audience: string,
  account: string | null = null,
): Promise<Officer[]> {
  const { rows } = await reachable(
    pool.query<OfficerRow>(
      `select id, account, audience, public_key, proof from officer
       where audience = $1 and ($2::text is null or account = $2) order by id`,
      [audience, account],
    ),
  );
  return rows.map((row) => officerOf(naming, row));
}

/** @throws Misconfigured when another installation, or somebody with the database alone, wrote the row */
export function officerOf(naming: Buffer, row: OfficerRow): Officer {
  const { id, account, audience, public_key: publicKey, proof } = row;
  if (!officerProof(naming, [id, account, audience], publicKey).equals(proof)) {
    throw new Misconfigured(
      `The key of officer ${id} was not enrolled by this installation`,
      'keys database, table officer',
      'Find out who wrote that row, delete it, and let the officer enrol again.',
    );
  }
  return { id, account, publicKey };
}
