import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { reachable } from '#platform/postgres';

/** Whom a keyed digest of a name means within a scope. */
export interface Alias {
  readonly scope: string;
  readonly tag: Buffer;
}

export const aliasKey = ({ scope, tag }: Alias): string => `${scope}\n${tag.toString('hex')}`;

const makeMissing = `with wanted as (select * from unnest($1::text[], $2::bytea[], $3::uuid[]) with ordinality as w(scope, tag, person, n)),
  made as (insert into alias (scope, tag, person) select scope, tag, person from wanted order by n
    on conflict (scope, tag) do nothing returning scope, tag, person)
  select * from made union all select a.scope, a.tag, a.person from alias a join wanted w using (scope, tag)`;

/**
 * The person ids of these aliases, made where there were none, in one statement.
 * @param aliases in the order in which all processes insert them
 */
export async function personsStanding(
  pool: pg.Pool,
  aliases: readonly Alias[],
): Promise<readonly string[]> {
  const found = new Map<string, string>();
  let missing = aliases;
  // Another process may make a row between the two halves of the statement: it is visible to the next one.
  while (missing.length > 0) {
    const { rows } = await reachable(
      pool.query<Alias & { person: string }>({
        name: 'aliases-standing',
        text: makeMissing,
        values: [
          missing.map(({ scope }) => scope),
          missing.map(({ tag }) => tag),
          missing.map(() => randomUUID()),
        ],
      }),
    );
    for (const row of rows) found.set(aliasKey(row), row.person);
    missing = aliases.filter((alias) => !found.has(aliasKey(alias)));
  }
  return aliases.map((alias) => found.get(aliasKey(alias)) as string);
}
