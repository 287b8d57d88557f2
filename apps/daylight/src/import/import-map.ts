import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { isZone, parseStrictJson, type Localised } from '#kernel';
import { Usage } from '../usage.js';
import { localFormat, type LocalFormat } from './csv/local-time.js';

/** Commands that a line may become. */
export const commandNames = ['appointMember', 'endTerm', 'correctMemberName'] as const;
export type CommandName = (typeof commandNames)[number];

const words = z.strictObject({ en: z.string().min(1), zh: z.string().min(1) });
const column = z.string().min(1);
const at = z
  .strictObject({
    column,
    format: z
      .string()
      .refine((format) => localFormat(format) !== null, {
        error: 'write it as yyyy, MM, dd, HH, mm, ss and SSS, for example yyyy/MM/dd HH:mm:ss.SSS',
      })
      .optional(),
    zone: z.string().refine(isZone, { error: 'is no IANA zone' }).optional(),
  })
  .refine(({ format, zone }) => (format === undefined) === (zone === undefined), {
    error: 'format and zone stand together; without both, moments are ISO 8601 with an offset',
  });
const csv = z.strictObject({
  delimiter: z
    .string()
    .regex(/^[\t\x20-\x7e]$/, { error: 'one ASCII character is expected' })
    .refine((delimiter) => delimiter !== '"', { error: 'a quote cannot divide cells' })
    .default(','),
  case: column,
  at,
  kind: column,
  actor: column.optional(),
  actorRole: column.optional(),
  summary: column.optional(),
  personal: z.array(column).default([]),
});
const command = z.enum(commandNames, {
  error: ({ input }) =>
    `${JSON.stringify(input)} is no command of an import; use ${commandNames.join(', ')}`,
});
const schema = z.strictObject({
  format: z.literal(1),
  kinds: z.record(z.string(), words).default({}),
  roles: z.record(z.string(), words).default({}),
  commands: z.record(z.string().min(1), command).default({}),
  csv: csv.optional(),
});

type Listed = readonly { readonly name: string; readonly words: Localised }[];

/** Which column of a CSV file says what. */
export interface CsvColumns {
  readonly delimiter: string;
  readonly case: string;
  readonly at: { readonly column: string; readonly local: LocalTimes | null };
  readonly kind: string;
  readonly actor: string | null;
  readonly actorRole: string | null;
  readonly summary: string | null;
  readonly personal: readonly string[];
}
interface LocalTimes {
  readonly format: LocalFormat;
  readonly zone: string;
}

export interface ImportMap {
  /** Kinds and roles that may show in public, with their words. An action of another kind stays sealed. */
  readonly kinds: Listed;
  readonly roles: Listed;
  /** Kinds whose lines become commands. */
  readonly commands: ReadonlyMap<string, CommandName>;
  /** Null: the file is NDJSON. */
  readonly csv: CsvColumns | null;
}

const listed = (table: Record<string, Localised>): Listed =>
  Object.entries(table).map(([name, { zh, en }]) => ({ name, words: { zh, en } }));

function columnsOf({
  delimiter,
  at: moment,
  personal,
  ...columns
}: z.infer<typeof csv>): CsvColumns {
  const format = moment.format === undefined ? null : localFormat(moment.format);
  return {
    delimiter,
    case: columns.case,
    at: {
      column: moment.column,
      local: format && moment.zone !== undefined ? { format, zone: moment.zone } : null,
    },
    kind: columns.kind,
    actor: columns.actor ?? null,
    actorRole: columns.actorRole ?? null,
    summary: columns.summary ?? null,
    personal,
  };
}

/** @throws Usage that names every mistake at once */
export async function readImportMap(file: string): Promise<ImportMap> {
  const parsed = schema.safeParse(await readJson(file));
  if (!parsed.success) {
    throw new Usage(
      `The map ${file} cannot be used: ${parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`).join('; ')}.`,
    );
  }
  const { kinds, roles, commands, csv: columns } = parsed.data;
  return {
    kinds: listed(kinds),
    roles: listed(roles),
    commands: new Map(Object.entries(commands)),
    csv: columns ? columnsOf(columns) : null,
  };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return parseStrictJson(await readFile(file), { bytes: 1024 * 1024 });
  } catch (error) {
    throw new Usage(
      `The map ${file} cannot be read: ${error instanceof Error ? error.message : 'unknown reason'}.`,
    );
  }
}
