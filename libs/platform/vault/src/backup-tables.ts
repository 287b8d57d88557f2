import { createHash } from 'node:crypto';
import type pg from 'pg';

/** The tables of the keys database that a backup holds, those first to which others refer, with the columns of their key. */
export const backupTables = [
  { name: 'wrapped_key', key: ['kid'] },
  { name: 'alias', key: ['scope', `encode(tag, 'hex')`] },
  { name: 'officer', key: ['id'] },
  { name: 'content_key', key: ['kid'] },
  { name: 'sealed_key', key: ['kid', 'officer'] },
] as const;

export type BackupTable = (typeof backupTables)[number];

/** Rows in one fetch, and in one insert. */
const page = 1000;

/** The rows of a table as JSON lines, in an order that is the same on every server. To be read within a transaction. */
export async function* linesOf(
  client: pg.Client,
  { name, key }: BackupTable,
): AsyncGenerator<string> {
  const order = key.map((part) => `(${part})::text collate "C"`).join(', ');
  await client.query(
    `declare backup_rows cursor for select row_to_json(t)::text as line from ${name} t order by ${order}`,
  );
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`fetch ${String(page)} from backup_rows`);
    if (rows.length === 0) break;
    for (const { line } of rows) yield `${line}\n`;
  }
  await client.query('close backup_rows');
}

/** Loads JSON lines into an empty table; answers how many. */
export async function loadLines(
  client: pg.Client,
  { name }: BackupTable,
  lines: AsyncIterable<string>,
): Promise<number> {
  let loaded = 0;
  let waiting: string[] = [];
  const write = async () => {
    await client.query(
      `insert into ${name} select * from json_populate_recordset(null::${name}, $1::json)`,
      [`[${waiting.join(',')}]`],
    );
    loaded += waiting.length;
    waiting = [];
  };
  for await (const line of lines) {
    if (waiting.push(line) >= page) await write();
  }
  if (waiting.length > 0) await write();
  return loaded;
}

/** SHA-256 over lines: two tables with the same digest hold the same rows. */
export async function digestOfLines(lines: AsyncIterable<string>): Promise<string> {
  const hash = createHash('sha256');
  for await (const line of lines) hash.update(line.trimEnd()).update('\n');
  return hash.digest('hex');
}
