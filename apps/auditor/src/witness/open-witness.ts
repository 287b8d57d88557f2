import { hash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '#kernel';
import { parseVerifierKey, verifierKey, type VerifierKey } from '#tlog';
import { Heads } from './heads.js';
import { createFile, syncFolder } from './private-file.js';
import { witnessKey } from './witness-key.js';
import { Witness, type WatchedLog } from './witness.js';

export interface WitnessSettings {
  /** The witness's own folder: `witness.pem`, and `logs/<SHA-256 of the origin>/` for each log. */
  readonly folder: string;
  /** Of its key. */
  readonly name: string;
  /** Of the logs; several of one name are of one log. */
  readonly logs: readonly VerifierKey[];
  readonly clock: Clock;
  readonly onNotice: (message: string) => void;
}

export interface OpenWitness {
  readonly witness: Witness;
  /** The verifier key, as readers pin it. */
  readonly vkey: string;
  readonly logs: readonly WatchedLog[];
}

/** Forks that are kept of one log: more prove nothing more. */
const mostForks = 16;

/** @throws Misconfigured for a damaged key or memory, and for a folder that others may read */
export async function openWitness(settings: WitnessSettings): Promise<OpenWitness> {
  const { folder, name, clock, onNotice } = settings;
  const signer = await witnessKey(folder, name);
  const vkey = verifierKey(name, signer.publicKey, 0x04);
  const folderOf = (origin: string) => join(folder, 'logs', hash('sha256', origin));
  const logs = [...new Set(settings.logs.map((key) => key.name))].map((origin) => ({
    origin,
    keys: settings.logs.filter((key) => key.name === origin),
    heads: new Heads(folderOf(origin), origin, parseVerifierKey(vkey)),
  }));
  for (const { origin, heads } of logs) {
    await mkdir(folderOf(origin), { recursive: true, mode: 0o700 });
    await heads.last();
  }
  await syncFolder(join(folder, 'logs'));
  await syncFolder(folder);
  const onFork: ConstructorParameters<typeof Witness>[0]['onFork'] = async (log, head, other) => {
    const forks = join(folderOf(log.origin), 'forks');
    await mkdir(forks, { recursive: true, mode: 0o700 });
    if ((await readdir(forks)).length >= mostForks) return;
    const file = join(forks, hash('sha256', other));
    if (await createFile(file, `${head.note}\n${other}`))
      onNotice(
        `the log ${log.origin} signed two heads of ${String(head.size)} leaves: both are in ${file}`,
      );
  };
  return { witness: new Witness({ signer, logs, clock, onNotice, onFork }), vkey, logs };
}
