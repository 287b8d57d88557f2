import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

export const repository = fileURLToPath(new URL('../../', import.meta.url));
const main = join(repository, 'dist/apps/daylight/src/main.js');

export type Environment = Readonly<Record<string, string>>;
/** A JSON answer; tests say what they expect of it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;

export interface Ended {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly error: string;
  /** The last line as JSON, when it is an object. */
  readonly result: Json;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly bytes: Buffer;
  readonly json: () => Json;
}

/** A port that nobody held a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'daylight-scenario-'));

/** The least that a program of ours may rely on, and the setting that keeps test clusters quick. */
const surroundings = (): Environment => ({
  PATH: process.env['PATH'] ?? '',
  LANG: 'en_US.UTF-8',
  DAYLIGHT_TEST_CLUSTER: 'not-durable',
  ...(process.env['TMPDIR'] !== undefined && { TMPDIR: process.env['TMPDIR'] }),
});

/** Runs `daylight …` to its end. */
export async function daylight(
  args: readonly string[],
  environment: Environment,
  input?: string | Buffer,
): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...surroundings(), ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [out, error] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  const [code] = (await once(child, 'close')) as [number | null];
  const lines = out.split('\n').filter((line) => line !== '');
  return { code, lines, error, result: jsonOf(lines.at(-1) ?? '') };
}

function jsonOf(line: string): Json {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Waits until something is true. @throws when it is not after the time */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  ms = 20_000,
): Promise<void> {
  const until = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > until) throw new Error(`not within ${String(ms)} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Whether a process runs. One that has ended and was not collected yet does not. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && process.platform !== 'linux';
  }
}

/** A whole Daylight, started as a person starts it, on a folder and ports of its own. */
export class Tracker {
  readonly lines: string[] = [];
  error = '';
  private bearer: string | undefined;
  private child: ChildProcess | undefined;

  private constructor(
    readonly dataDir: string,
    readonly environment: Environment,
    private readonly own: boolean,
  ) {}

  /** Starts on a fresh folder, or on one that is there already, and resolves at the line `ready`. */
  static async start(options: { dataDir?: string; env?: Environment } = {}): Promise<Tracker> {
    const dataDir = options.dataDir ?? (await newFolder());
    const environment = {
      DATA_DIR: dataDir,
      PORT: String(await freePort()),
      OFFICE_PORT: String(await freePort()),
      ...options.env,
    };
    const tracker = new Tracker(dataDir, environment, options.dataDir === undefined);
    await tracker.up();
    return tracker;
  }

  get feedUrl(): string {
    return `http://127.0.0.1:${String(this.environment['PORT'])}`;
  }

  get officeUrl(): string {
    return `http://127.0.0.1:${String(this.environment['OFFICE_PORT'])}`;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** Also after `stop` or `kill`, on the same folder and ports. */
  async up(): Promise<void> {
    const child = spawn(process.execPath, [main, 'start'], {
      env: { ...surroundings(), ...this.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.lines.length = 0;
    this.error = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.error += text));
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        this.lines.push(line);
        if (line === 'ready') resolve();
      });
      child.once('exit', (code) => {
        reject(new Error(`start ended with ${String(code)}: ${this.error}`));
      });
    });
  }

  /** Asks it to stop, as a service manager does; answers the exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null)
      return child?.exitCode ?? null;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    return child.exitCode;
  }

  /** Stops everything and removes the folder. */
  async end(): Promise<void> {
    await this.stop();
    if (this.own) await rm(this.dataDir, { recursive: true, force: true });
  }

  /** `daylight …` on this installation. */
  command(...args: string[]): Promise<Ended> {
    return daylight(args, this.environment);
  }

  commandWithInput(input: string | Buffer, ...args: string[]): Promise<Ended> {
    return daylight(args, this.environment, input);
  }

  /** A bearer token of the account that has every role. */
  async token(): Promise<string> {
    this.bearer ??= (
      await this.command('token', '--as', 'admin@demo.test', '--ttl', '1d', '--json')
    ).result.token as string;
    return this.bearer;
  }

  /** GraphQL of the office, signed in. */
  async office(query: string, variables: object = {}, headers: Environment = {}): Promise<Json> {
    return (await this.post(JSON.stringify({ query, variables }), headers)).json();
  }

  /** Any body to the office's GraphQL, signed in. */
  async post(body: string | Buffer, headers: Environment = {}): Promise<Answer> {
    return ask(`${this.officeUrl}/graphql`, {
      method: 'POST',
      body: Buffer.from(body),
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await this.token()}`,
        ...headers,
      },
    });
  }

  /** A command over the office. Throws when it is refused. */
  async record(name: string, input: object, commandId: string): Promise<string> {
    const type = `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}Input`;
    const answer = await this.office(
      `mutation($id: ID!, $input: ${type}!) { ${name}(commandId: $id, input: $input) { position userErrors { code field message } } }`,
      { id: commandId, input },
    );
    const position: unknown = answer.data?.[name]?.position;
    if (typeof position !== 'string') throw new Error(JSON.stringify(answer));
    return position;
  }

  /** Anything of the public server. */
  feed(path: string, init: RequestInit = {}): Promise<Answer> {
    return ask(`${this.feedUrl}${path}`, { redirect: 'manual', ...init });
  }

  /** Public GraphQL. */
  async graphql(query: string, variables: object = {}): Promise<Json> {
    const answer = await this.feed('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return answer.json();
  }

  /** Leaves in the log, published or not. */
  async size(): Promise<number> {
    const [row] = await this.sql('select coalesce(max(position), -1) + 1 as size from log.events');
    return Number(row?.size);
  }

  /** Waits until the public pages show everything up to a position. */
  async published(position: string): Promise<void> {
    await eventually(`the public views reach ${position}`, async () => {
      const { data } = await this.graphql('{ investigations(first: 0) { asOf { index } } }');
      return data.investigations.asOf.index >= Number(position);
    });
  }

  file(...path: string[]): string {
    return readFileSync(join(this.dataDir, ...path), 'utf8');
  }

  /** How the embedded database is reached. */
  address(): { host: string; port: number } {
    const lines = this.file('postgres', 'postmaster.pid').split('\n');
    return { host: lines[4] ?? '', port: Number(lines[3]) };
  }

  /** SQL as the owner of everything, for looking behind the program. */
  async sql(text: string, values: unknown[] = [], database = 'daylight'): Promise<Json[]> {
    const password = this.file('keys', 'postgres-superuser').trim();
    const client = new pg.Client({ ...this.address(), user: 'postgres', password, database });
    await client.connect();
    try {
      return (await client.query(text, values)).rows;
    } finally {
      await client.end();
    }
  }
}

export async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = bytes.toString('utf8');
  return {
    status: response.status,
    headers: response.headers,
    text,
    bytes,
    json: () => JSON.parse(text),
  };
}

/** A message of a stream of server-sent events. */
export interface ServerEvent {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

/** Listens to server-sent events until closed. */
export async function listen(
  url: string,
  headers: Environment = {},
): Promise<{ events: ServerEvent[]; response: Response; close: () => void }> {
  const controller = new AbortController();
  const response = await fetch(url, { headers, signal: controller.signal });
  const events: ServerEvent[] = [];
  void (async () => {
    let text = '';
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        text += decoder.decode(chunk, { stream: true });
        const messages = text.split('\n\n');
        text = messages.pop() ?? '';
        for (const message of messages) {
          const field = (name: string) =>
            new RegExp(`^${name}: ?(.*)$`, 'm').exec(message)?.[1] ?? '';
          if (field('event') === '') continue;
          events.push({ event: field('event'), id: field('id'), data: field('data') });
        }
      }
    } catch {
      // Closed, by us or by the server.
    }
  })();
  return {
    events,
    response,
    close: () => {
      controller.abort();
    },
  };
}
