import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Misconfigured } from '#kernel';

/** A server process that the launcher keeps alive. */
export interface Program {
  readonly name: 'office' | 'feed';
  readonly script: string;
  readonly nodeOptions: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** What it prints that is not a log line. */
  readonly output: string;
}

const startMs = 60_000;
const stopMs = 10_000;

/** Starts a program, starts it again when it dies, and stops it when told to. */
export class Supervised {
  private child: ChildProcess | null = null;
  private stopping = false;

  private constructor(private readonly program: Program) {}

  /** Resolves with the address on which it listens. @throws Misconfigured with what the program said when it cannot start */
  static async start(program: Program): Promise<{ supervised: Supervised; address: string }> {
    const supervised = new Supervised(program);
    return { supervised, address: await supervised.launch() };
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), stopMs);
    await ended;
    clearTimeout(late);
  }

  private launch(): Promise<string> {
    const { name, script, nodeOptions, environment, output } = this.program;
    const file = openSync(output, 'a', 0o600);
    // A session of its own: Ctrl-C reaches the launcher only, which stops everything in order.
    const child = spawn(process.execPath, [...nodeOptions, script], {
      env: { ...inherited(), ...environment },
      stdio: ['ignore', file, 'pipe', 'ipc'],
      detached: true,
    });
    closeSync(file);
    this.child = child;
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000);
    });
    return new Promise((resolve, reject) => {
      let ready = false;
      const timer = setTimeout(() => child.kill('SIGKILL'), startMs);
      child.on('message', (message: { ready?: string }) => {
        if (!('ready' in message)) return;
        ready = true;
        clearTimeout(timer);
        resolve(message.ready ?? '');
      });
      child.once('exit', (code, signal) => {
        clearTimeout(timer);
        if (!ready)
          reject(
            new Misconfigured(
              `${name} did not start (${signal ?? `exit ${String(code)}`})`,
              name,
              reasonIn(said),
            ),
          );
        else if (!this.stopping) void this.again();
      });
    });
  }

  /** A server that died is started again, at most once a second, until it lives. */
  private async again(): Promise<void> {
    await sleep(1000);
    if (!this.stopping) await this.launch().catch(() => this.again());
  }
}

/** Of what a program said when it could not start, the sentence that was meant for people. */
function reasonIn(output: string): string {
  const [, message] = /Misconfigured: ([^\n]+(?:\n {2}\S[^\n]*)*)/.exec(output) ?? [];
  return (
    message ??
    `Its last words: ${output.trim().split('\n').slice(-3).join(' ').slice(0, 400) || 'none'}`
  );
}

/** No database address or other secret of the launcher is handed on. */
const inherited = () => ({
  PATH: process.env['PATH'],
  LANG: process.env['LANG'],
  NODE_ENV: process.env['NODE_ENV'],
  TMPDIR: process.env['TMPDIR'],
  // Only the set-up of tests sets it; without it the office refuses a server that forgets.
  DAYLIGHT_TEST_CLUSTER: process.env['DAYLIGHT_TEST_CLUSTER'],
});
