import { createHash, hash, randomBytes, sign, verify as verifySignature } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonicalJson } from '#kernel';
import { GrowingTree, type Files } from '#sealer';
import { presentationOf, signLeaf } from '#sealing';
import { formatCheckpoint, leafHash, signNote, TreeRoot } from '#tlog';
import type { BenchInstallation } from './bench-installation.js';
import { seconds, type Report } from './report.js';

/** Beside the compiled benchmark, in `dist`. */
const program = fileURLToPath(
  new URL('../../apps/feed/assets/verify/daylight-audit.mjs', import.meta.url),
);

/** A log of sealed leaves behind a real leaf 0, as a bundle in a folder: what costs is leaves. */
class SyntheticBundle {
  private readonly files: { path: string; bytes: number; sha256: string }[] = [];

  private constructor(readonly folder: string) {}

  static async of(engine: BenchInstallation['engine'], size: number): Promise<SyntheticBundle> {
    const bundle = new SyntheticBundle(await mkdtemp(join(tmpdir(), 'daylight-bench-log-')));
    const { keys, installation, catalogue, policy, rules } = engine;
    const { origin } = installation;
    const signer = { ...keys.sealing, origin, window: 900 };
    const [first] = await engine.store.readAll(null, 1);
    if (!first) throw new Error('the log has no leaf 0');
    const tree = await GrowingTree.empty();
    tree.append(first.leaf);
    while (tree.size < size) {
      tree.append(
        signLeaf(randomBytes(32).toString('base64url'), 'sealed', first.recordedAt, signer),
      );
      if (tree.size % 4096 === 0) await bundle.write(tree.takeFull());
    }
    await bundle.write(tree.takeAll());
    const root = tree.root();
    const note = signNote(formatCheckpoint({ origin, size, root, extensions: [] }), [
      { name: origin, ...keys.log },
    ]);
    const opened = presentationOf(first, 'public', catalogue.openFields(first.type));
    const line = canonicalJson({ i: 0, sd: opened.split('~').slice(1, -1) });
    const text = (path: string, content: string) => bundle.put(path, Buffer.from(content));
    for (let n = 0; n * 256 < size; n += 1)
      await text(`disclosures/${String(n)}.jsonl`, n === 0 ? `${line}\n` : '');
    const head = { origin, size, root: root.toString('base64') };
    await text('log/checkpoint', note);
    await text('policy.tlog', policy.text);
    await text(`schemas/${rules.schemas.hash}.json`, rules.schemas.text);
    await text(`policy/${rules.redaction.hash}.json`, rules.redaction.text);
    await text('state.json', canonicalJson({ format: 1, ...head, cases: [] }));
    const manifest = {
      ...{ format: 1, profile: 'public', ...head, reducer: rules.views.hash },
      ...{ created: '2026-03-02T00:00:00.000Z', expires: null },
      files: bundle.files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    };
    await writeFile(join(bundle.folder, 'manifest.json'), canonicalJson(manifest));
    return bundle;
  }

  private async write(files: Files): Promise<void> {
    for (const [path, bytes] of files) await this.put(`log/${path}`, bytes);
  }

  private async put(path: string, bytes: Uint8Array): Promise<void> {
    await mkdir(dirname(join(this.folder, path)), { recursive: true });
    await writeFile(join(this.folder, path), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.files.push({ path, bytes: bytes.length, sha256 });
  }
}

/** Runs the one file on a folder, as an auditor does. Answers how long it took and how much memory it held at most (MB). */
async function checked(folder: string): Promise<{ took: number; megabytes: number }> {
  let megabytes = 0;
  const took = await seconds(async () => {
    const child = spawn(process.execPath, [program, 'verify', folder, '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
    const watch = setInterval(() => {
      try {
        const status = readFileSync(`/proc/${String(child.pid)}/status`, 'utf8');
        megabytes = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
      } catch {
        // It has ended.
      }
    }, 50);
    const [code] = (await once(child, 'close')) as [number];
    clearInterval(watch);
    if (code !== 0)
      throw new Error(`the synthetic log did not verify: ${Buffer.concat(said).toString()}`);
  });
  return { took, megabytes };
}

/** How often a second something can be done, one after the other. */
async function rate(times: number, work: () => void): Promise<number> {
  const took = await seconds(() => {
    for (let i = 0; i < times; i += 1) work();
    return Promise.resolve();
  });
  return times / took;
}

/** Checking a whole log offline, against what the machine can do at best: its SHA-256 and its Ed25519. */
export async function verify(
  { engine }: BenchInstallation,
  report: Report,
  size = 50_000,
): Promise<void> {
  const node = randomBytes(65);
  const shaRate = await rate(500_000, () => hash('sha256', node, 'buffer'));
  const { privateKey } = engine.keys.log;
  const message = randomBytes(270);
  const signature = sign(null, message, privateKey);
  const edRate = await rate(10_000, () => verifySignature(null, message, privateKey, signature));
  const leaves = Array.from({ length: 100_000 }, () => randomBytes(178).toString('base64url'));
  const hashing = await seconds(() => {
    const tree = new TreeRoot();
    for (const leaf of leaves) tree.append(leafHash(leaf));
    tree.root();
    return Promise.resolve();
  });
  report.add({
    ...{ name: 'tree hashing ÷ SHA-256 of 65 bytes', unit: '×', mark: { atLeast: 0.25 } },
    value: (2 * leaves.length) / hashing / shaRate,
    note: `${Math.round((2 * leaves.length) / hashing).toLocaleString('en')} hashes/s`,
  });
  const small = await SyntheticBundle.of(engine, size / 10);
  const large = await SyntheticBundle.of(engine, size);
  try {
    const tenth = await checked(small.folder);
    const whole = await checked(large.folder);
    report.add({
      ...{ name: `verify of ${size.toLocaleString('en')} leaves ÷ Ed25519 verify`, unit: '×' },
      mark: { atLeast: 0.5 },
      value: size / whole.took / edRate,
      note: `${whole.took.toFixed(1)} s, Ed25519 ${Math.round(edRate).toLocaleString('en')}/s`,
    });
    report.add({
      ...{ name: 'time ÷ ten times that of a tenth', unit: '×', mark: { atMost: 1.2 } },
      value: whole.took / (10 * tenth.took),
    });
    report.add({
      ...{ name: 'memory ÷ that of a tenth', unit: '×', mark: { atMost: 1.5 } },
      value: whole.megabytes / tenth.megabytes,
      note: `${tenth.megabytes.toFixed(0)} → ${whole.megabytes.toFixed(0)} MB`,
    });
  } finally {
    for (const { folder } of [small, large]) await rm(folder, { recursive: true, force: true });
  }
}
