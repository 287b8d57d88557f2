import { resolve } from 'node:path';
import { z } from 'zod';
import { isZone, Misconfigured } from '#kernel';

const port = z.coerce.number().int().min(1).max(65535);
const url = (schemes: string) =>
  z
    .string()
    .regex(new RegExp(`^(${schemes})://`), `must start with ${schemes.split('|')[0] ?? ''}://`);

/** Every setting, its meaning and its default. The README's table is made of this. */
const variables = {
  HOST: z.string().default('127.0.0.1').describe('Address on which the public server listens.'),
  PORT: port.default(3000).describe('Port of the public server.'),
  OFFICE_HOST: z.string().default('127.0.0.1').describe('Address on which the office listens.'),
  OFFICE_PORT: port.default(3001).describe('Port of the office.'),
  PUBLIC_URL: z
    .url()
    .optional()
    .describe('Address of the public server as readers see it. Default `http://localhost:PORT`.'),
  LOG_ORIGIN: z
    .string()
    .regex(
      /^[a-z0-9.-]+(\/[A-Za-z0-9._-]+)+$/,
      'must be a host name and a path, for example tracker.example/log',
    )
    .optional()
    .describe(
      'Name of the log, fixed at first start. Default `<host of PUBLIC_URL>/log`; in the demo `localhost/<8 hex of the log key>`.',
    ),
  TIME_ZONE: z
    .string()
    .refine(isZone, 'must be an IANA time zone, for example Asia/Shanghai')
    .optional()
    .describe(
      'Zone of all days, fixed at first start. Required outside the demo, where it is Asia/Shanghai.',
    ),
  SEAL_WINDOW: z.coerce
    .number()
    .int()
    .min(1)
    .max(86_400)
    .optional()
    .describe(
      'Seconds; times in public leaves are rounded down to it. Default 900; in the demo 1.',
    ),
  SEAL_BATCH: z.coerce
    .number()
    .int()
    .min(1)
    .max(4096)
    .default(1)
    .describe(
      'Fillers bring the leaves of a window to a multiple of it, so that how much is recorded shows in coarse steps only. 1: no fillers.',
    ),
  WITNESS_POLICY: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File with the witnesses outside that confirm checkpoints: `witness`, `group` and `quorum` lines (C2SP tlog-policy). Without it nobody outside confirms.',
    ),
  WITHOUT_QUORUM: z
    .enum(['publish', 'hold'])
    .default('publish')
    .describe(
      'What happens while too few witnesses confirm: `publish` with an alarm, or `hold` what is new until they do.',
    ),
  DATA_DIR: z
    .string()
    .min(1)
    .default('./data')
    .describe('Folder of keys, logs and the embedded database.'),
  DATABASE_URL: url('postgres|postgresql')
    .optional()
    .describe('A PostgreSQL 15 or newer of yours. Without it the embedded one is started.'),
  KEYS_DATABASE_URL: url('postgres|postgresql')
    .optional()
    .describe('Server of the keys database, if it is another one.'),
  AUTH_MODE: z.enum(['local']).default('local').describe('How people sign in.'),
  ROLE: z
    .enum(['all', 'worker'])
    .default('all')
    .describe('`worker`: the office runs projections only, without a listener.'),
  DEMO: z
    .enum(['0', '1'])
    .default('1')
    .describe('`0`: an empty installation without demonstration data.'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'])
    .default('info')
    .describe('Least level that is logged.'),
};
const schema = z.object(variables);
export type Configuration = Omit<z.infer<typeof schema>, 'DEMO' | 'PUBLIC_URL' | 'SEAL_WINDOW'> & {
  readonly DEMO: boolean;
  readonly PUBLIC_URL: string;
  readonly SEAL_WINDOW: number;
};

/** Reads and checks the environment once. @throws Misconfigured listing every error at once, without values */
export function readConfiguration(
  environment: Readonly<Record<string, string | undefined>>,
): Configuration {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => name in variables && value !== ''),
  );
  const parsed = schema.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  const demo = given['DEMO'] !== '0';
  if (!demo && given['TIME_ZONE'] === undefined)
    problems.push('TIME_ZONE: required when DEMO=0, for example Asia/Shanghai');
  if (demo && environment['NODE_ENV'] === 'production')
    problems.push('DEMO: demonstration data is refused with NODE_ENV=production; set DEMO=0');
  if (!parsed.success || problems.length > 0) {
    throw new Misconfigured(
      `${String(problems.length)} setting(s) cannot be used:\n  ${problems.join('\n  ')}\n`,
      'environment',
      'Correct them and start again.',
    );
  }
  const { data } = parsed;
  return {
    ...data,
    DATA_DIR: resolve(data.DATA_DIR),
    DEMO: demo,
    PUBLIC_URL: (data.PUBLIC_URL ?? `http://localhost:${String(data.PORT)}`).replace(/\/+$/, ''),
    SEAL_WINDOW: data.SEAL_WINDOW ?? (demo ? 1 : 900),
  };
}

/** The same with secrets masked, for `daylight config --print`. */
export function printableConfiguration(configuration: Configuration): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(configuration).map(([name, value]) => [
      name,
      typeof value === 'string' && name.endsWith('DATABASE_URL')
        ? value.replace(/\/\/[^@/]*@/, '//***@')
        : value,
    ]),
  );
}

/** Name, default and meaning of every variable. */
export const settingsTable = (): readonly { name: string; fallback: string; meaning: string }[] =>
  Object.entries(variables).map(([name, type]) => ({
    name,
    fallback: type instanceof z.ZodDefault ? String(type.def.defaultValue) : '',
    meaning: type.description ?? '',
  }));
