import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parsePolicy, parseVerifierKey, verifyCosignatures } from '#tlog';
import { forkOf, temporaryFolder, TestLog } from '../language/watched-log.js';

/** As built: `npm run build` comes first. */
const program = 'dist/apps/auditor/src/main.js';
const name = 'w.example';
const log = new TestLog();
const fork = forkOf(log, 3);

interface Started {
  readonly url: string;
  readonly vkey: string;
  readonly policy: string;
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let running: ChildProcess[] = [];

const run = (...args: string[]) => {
  const child = spawn(process.execPath, [program, 'witness', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  return child;
};
const usual = (...more: string[]) => [
  ...['--dir', folder.path, '--name', name, '--log', log.vkey, '--port', '0'],
  ...more,
];
/** A witness that listens. */
async function start(): Promise<Started & { child: ChildProcess }> {
  const child = run(...usual('--json'));
  child.stderr.resume();
  const [line] = (await once(
    createInterface({ input: child.stdout as NodeJS.ReadableStream }),
    'line',
  )) as [string];
  return { child, ...(JSON.parse(line) as Started) };
}
/** How one ended that has no reason to go on. */
async function ended(child: ChildProcess) {
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', (text: Buffer) => (said.stdout += text.toString()));
  child.stderr?.on('data', (text: Buffer) => (said.stderr += text.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}
async function post(url: string, body: string) {
  const response = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
  return { status: response.status, text: await response.text() };
}

beforeEach(async () => {
  running = [];
  folder = await temporaryFolder();
});
afterEach(async () => {
  for (const child of running)
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
  await folder.remove();
});

describe('daylight-audit witness', () => {
  it('says what its key is, and how the operator names it; ends in good order', async () => {
    const child = run(...usual());
    const [lines, { code }] = await Promise.all([
      (async () => {
        const read: string[] = [];
        for await (const line of createInterface({
          input: child.stdout as NodeJS.ReadableStream,
        })) {
          read.push(line);
          if (line === 'ready') child.kill('SIGTERM');
        }
        return read;
      })(),
      ended(child),
    ]);
    expect(code).toBe(0);
    expect(lines.at(-1)).toBe('ready');
    const line = lines.find((one) => one.startsWith('witness '));
    const { witnesses } = parsePolicy(`${line ?? ''}\nquorum ${name}\n`);
    expect(witnesses[0]?.key.name).toBe(name);
    expect(witnesses[0]?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(lines).toContain(line?.split(' ')[2]);
    expect(readdirSync(folder.path).sort()).toEqual(['logs', 'witness.pem']);
  });

  it('signs over HTTP, remembers, and answers what it had taken before it ends', async () => {
    const first = await start();
    expect((await post(first.url, log.request(0, 5))).status).toBe(200);
    const closed = once(first.child, 'close');
    // A request that has begun when the signal comes.
    const body = log.request(5, 6);
    const socket = connect(Number(new URL(first.url).port), '127.0.0.1');
    socket.write(
      `POST /add-checkpoint HTTP/1.1\r\nhost: w\r\nexpect: 100-continue\r\ncontent-length: ${String(Buffer.byteLength(body))}\r\n\r\n`,
    );
    await once(socket, 'data');
    first.child.kill('SIGTERM');
    while (await fetch(first.url).catch(() => null)) continue;
    socket.write(body);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(await closed).toEqual([0, null]);
    const [headers = '', text = ''] = answer.toString().split('\r\n\r\n');
    expect(headers).toMatch(/^HTTP\/1.1 200 /);
    const second = await start();
    expect(second.vkey).toBe(first.vkey);
    expect(verifyCosignatures(log.note(6) + text, [parseVerifierKey(second.vkey)])).toHaveLength(1);
    expect(await post(second.url, log.request(0, 9))).toEqual({ status: 409, text: '6\n' });
    expect((await post(second.url, fork.request(6, 9))).status).toBe(422);
  });

  it('takes its logs from a policy file', async () => {
    const file = `${folder.path}.policy`;
    writeFileSync(file, `log ${log.vkey}\nquorum none\n`);
    const child = run(
      '--dir',
      folder.path,
      '--name',
      name,
      '--policy',
      file,
      '--port',
      '0',
      '--json',
    );
    const [line] = (await once(
      createInterface({ input: child.stdout as NodeJS.ReadableStream }),
      'line',
    )) as [string];
    expect(JSON.parse(line)).toMatchObject({ ready: true, name, logs: [log.origin] });
  });

  it.each([
    ['no log', () => ['--dir', folder.path, '--name', name], 2, /at least one log/],
    ['no folder', () => ['--name', name, '--log', log.vkey], 2, /--dir/],
    ['a name that is none', () => usual('--name', 'a b'), 2, /No spaces/],
    ['a key that is none', () => usual('--log', 'x'), 2, /verifier key/],
    ['the key of a witness as a log', () => usual('--log', 'x+y+z'), 2, /verifier key/],
    ['a policy that is not there', () => usual('--policy', '/nowhere'), 2, /cannot be read/],
    ['a port that is none', () => usual('--port', '70000'), 2, /Not a port/],
    ['a host that is not here', () => usual('--host', '192.0.2.1'), 3, /cannot be used/],
  ])('refuses %s', async (_what, args, code, said) => {
    const end = await ended(run(...args()));
    expect([end.code, end.stdout]).toEqual([code, '']);
    expect(end.stderr).toMatch(said);
  });

  it('refuses to start on a damaged memory', async () => {
    const { url, child } = await start();
    await post(url, log.request(0, 5));
    child.kill('SIGTERM');
    await once(child, 'close');
    const [below = ''] = readdirSync(join(folder.path, 'logs'));
    writeFileSync(join(folder.path, 'logs', below, '1'), log.note(3));
    const end = await ended(run(...usual()));
    expect([end.code, end.stdout]).toEqual([3, '']);
    expect(end.stderr).toMatch(/is damaged.*must not sign for this log again/s);
  });

  it('refuses a port that another one has', async () => {
    const { url } = await start();
    const end = await ended(run(...usual('--port', new URL(url).port)));
    expect(end.code).toBe(3);
    expect(end.stderr).toMatch(/port is taken/);
  });
});

describe('a witness that is killed at any moment', () => {
  const rounds = Number(process.env['ROUNDS'] ?? 6);
  const signed: { size: number; of: TestLog }[] = [];
  let seed = 5;
  const below = (n: number) => (seed = (seed * 48_271) % 2_147_483_647) % n;

  /** The size that it stands at, which covers everything that ever left. */
  const remembered = async (url: string): Promise<number> => {
    const { status, text } = await post(url, log.request(64, 64));
    const size = status === 409 ? Number(text) : 64;
    expect([200, 409, 422]).toContain(status);
    expect(Math.max(0, ...signed.map((one) => one.size))).toBeLessThanOrEqual(size);
    return size;
  };

  it('never signs two heads that disagree, whatever had left and whatever had not', async () => {
    let killed = 0;
    for (let round = 0; round < rounds; round += 1) {
      const { child, url, vkey } = await start();
      const key = parseVerifierKey(vkey);
      let known = await remembered(url);
      const closed = once(child, 'close');
      let left = below(25) + 1;
      // The fork and the log race for the witness, which must stay with the one that was first.
      while (left > 0) {
        const from = known;
        const pairs = [log, fork, log, fork].map((of) => {
          const to = Math.min(64, from + 1 + below(2));
          return { of, to, answer: post(url, of.request(from, to)).catch(() => null) };
        });
        left -= 1;
        if (left <= 0) {
          // In the middle of the requests, as far as the loop lets them come.
          for (let turns = below(40); turns > 0; turns -= 1)
            await new Promise((resolve) => setImmediate(resolve));
          child.kill('SIGKILL');
        }
        for (const { of, to, answer } of pairs) {
          const said = await answer;
          if (said?.status === 200) {
            expect(verifyCosignatures(of.note(to) + said.text, [key])).toHaveLength(1);
            signed.push({ size: to, of });
            known = Math.max(known, to);
          } else if (said?.status === 409) known = Number(said.text);
        }
        if (left <= 0) await closed;
      }
      killed += 1;
    }
    expect(killed).toBe(rounds);
    // Up to three leaves the two logs are one; beyond, one of them has no signature at all.
    const beyond = new Set(signed.filter(({ size }) => size > 3).map(({ of }) => of));
    expect(beyond.size).toBe(1);
    expect(signed.length).toBeGreaterThan(0);
    const { url } = await start();
    await remembered(url);
  }, 120_000);
});
