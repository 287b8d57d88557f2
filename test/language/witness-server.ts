import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseVerifierKey, verifierKey } from '#tlog';
import { systemClock } from '#kernel';
import { openWitness } from '../../apps/auditor/src/witness/open-witness.js';
import { witnessServer } from '../../apps/auditor/src/witness/server.js';
import { noteSigner } from './note-signer.js';
import { temporaryFolder } from './watched-log.js';

/** Somebody who is asked as a witness. */
export interface TestWitness {
  readonly vkey: string;
  readonly url: string;
  /** Dead until it is started again: the same address, key and memory. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** For good. */
  remove(): Promise<void>;
}

async function serving(make: () => Server, vkey: string, remove: () => Promise<void>) {
  let server = make();
  let port = 0;
  const start = async () => {
    server = make();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  };
  const stop = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  await start();
  return {
    vkey,
    url: `http://127.0.0.1:${String(port)}`,
    start,
    stop,
    remove: async () => {
      await stop();
      await remove();
    },
  };
}

/** A real one, in this process. */
export async function startWitness(name: string, logKey: string): Promise<TestWitness> {
  const { path, remove } = await temporaryFolder();
  const settings = {
    ...{ folder: path, name, logs: [parseVerifierKey(logKey)], clock: systemClock },
    onNotice: () => undefined,
  };
  const { witness, vkey } = await openWitness(settings);
  return serving(() => witnessServer(witness, () => undefined), vkey, remove);
}

/** One that answers as it likes. Its key is `noteSigner(name)`. */
export function startImpostor(name: string, answer: RequestListener): Promise<TestWitness> {
  const vkey = verifierKey(name, noteSigner(name).publicKey, 0x04);
  return serving(
    () => createServer(answer),
    vkey,
    () => Promise.resolve(),
  );
}
