import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Command, InvalidArgumentError } from 'commander';
import { codeOf, Misconfigured, systemClock } from '#kernel';
import {
  NoteInvalid,
  parsePolicy,
  parseVerifierKey,
  PolicyInvalid,
  verifierKey,
  type VerifierKey,
} from '#tlog';
import { WrongUsage } from '../failures.js';
import { exit } from '../output.js';
import { openWitness } from '../witness/open-witness.js';
import { witnessServer } from '../witness/server.js';

interface Options {
  readonly dir: string;
  readonly name: string;
  readonly log?: readonly VerifierKey[];
  readonly policy?: string;
  readonly host: string;
  readonly port: number;
  readonly json?: boolean;
}

export const witnessCommand = () =>
  new Command('witness')
    .description(
      'Watch logs as a witness: confirm each new head that grows out of the last one, and no other (C2SP tlog-witness).',
    )
    .requiredOption('--dir <dir>', 'own folder: the key, and what was confirmed last')
    .requiredOption('--name <name>', 'name of the key, such as witness.example.org', keyName)
    .option('--log <vkey>', 'verifier key of a log to watch; more than once for several', logKeys)
    .option('--policy <file>', 'watch the logs of a policy file (the `log` lines)')
    .option('--host <host>', 'address to listen at', '127.0.0.1')
    .option('--port <port>', 'port to listen at', port, 3002)
    .option('--json', 'key, policy line and address as one line of JSON on standard output')
    .action(async (options: Options) => {
      try {
        await watch(options);
      } catch (error) {
        process.exitCode = failed(error);
      }
    });

async function watch({ dir, name, log = [], policy, host, port: at, json }: Options) {
  const keys = [...log, ...(policy === undefined ? [] : await logsOf(policy))];
  if (keys.length === 0)
    throw new WrongUsage('name at least one log: --log VKEY, or --policy FILE with `log` lines');
  const say = (text: string) => {
    process.stderr.write(`daylight-audit: ${text}\n`);
  };
  const { witness, vkey, logs } = await openWitness({
    ...{ folder: dir, name, logs: keys, clock: systemClock, onNotice: say },
  });
  const server = witnessServer(witness, (error) => {
    say(error instanceof Misconfigured ? error.message : `failed with ${whatOf(error)}`);
  });
  const stopped = stopOnSignal(server);
  const url = await listen(server, host, at);
  const line = `witness ${name} ${vkey} ${url}`;
  const origins = logs.map(({ origin }) => origin);
  process.stdout.write(
    json
      ? `${JSON.stringify({ ready: true, name, vkey, policy: line, url, logs: origins })}\n`
      : `${described({ vkey, line, url, origins })}\nready\n`,
  );
  await stopped;
}

const described = (of: { vkey: string; line: string; url: string; origins: readonly string[] }) =>
  `Watches ${of.origins.join(', ')} at ${of.url}

Verifier key:
${of.vkey}

Line for the operator’s list of witnesses. Put the name under which people know you in the place of the first name, and the
address at which the operator reaches you at its end:
${of.line}
`;

async function listen(server: Server, host: string, at: number): Promise<string> {
  try {
    server.listen(at, host);
    await once(server, 'listening');
  } catch (cause) {
    throw new Misconfigured(
      codeOf(cause) === 'EADDRINUSE' ? 'The port is taken' : 'The address cannot be used',
      `${host}, port ${String(at)}`,
      'Choose another with --host and --port.',
      { cause },
    );
  }
  const { port: bound } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${String(bound)}`;
}

/** Fulfilled when the server has answered what it had taken, after SIGTERM or SIGINT. */
async function stopOnSignal(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, resolve);
  });
  const closed = once(server, 'close');
  server.close();
  // Requests end by themselves within their time limit, or here.
  setTimeout(() => {
    server.closeAllConnections();
  }, 10_000).unref();
  await closed;
}

async function logsOf(file: string): Promise<VerifierKey[]> {
  try {
    return parsePolicy(await readFile(file, 'utf8')).logs.map(({ key }) => key);
  } catch (error) {
    if (error instanceof PolicyInvalid) throw new WrongUsage(`--policy: ${error.message}`);
    throw new WrongUsage(`--policy: the file cannot be read (${codeOf(error) ?? 'no code'})`);
  }
}

/** In words of its own: what a check ends with is no result of a witness. */
function failed(error: unknown): number {
  const expected = error instanceof WrongUsage || error instanceof Misconfigured;
  process.stderr.write(
    `daylight-audit: ${expected ? error.message : `failed with ${whatOf(error)}`}\n`,
  );
  return error instanceof WrongUsage ? exit.usage : exit.notChecked;
}

/** Name and code of a failure: its message may quote a path or a value. */
const whatOf = (error: unknown): string =>
  [error instanceof Error ? error.name : 'no error', codeOf(error)].filter(Boolean).join(' ');

function keyName(name: string): string {
  try {
    verifierKey(name, Buffer.alloc(32), 0x04);
    return name;
  } catch {
    throw new InvalidArgumentError('No spaces and no plus sign.');
  }
}

function logKeys(text: string, others: readonly VerifierKey[] = []): VerifierKey[] {
  try {
    const key = parseVerifierKey(text);
    if (key.type === 0x01) return [...others, key];
  } catch (error) {
    if (!(error instanceof NoteInvalid)) throw error;
  }
  throw new InvalidArgumentError('Not the verifier key of a log.');
}

function port(text: string): number {
  const n = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(n <= 65535)) throw new InvalidArgumentError('Not a port.');
  return n;
}
