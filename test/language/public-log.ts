import { createHash } from 'node:crypto';
import { canonicalJson, DisclosureReleased, localised, type AnyDefinition } from '#kernel';
import { presentationOf, seal } from '#sealing';
import {
  cosign,
  encodeBundle,
  entriesPath,
  formatCheckpoint,
  formatProof,
  leafHash,
  proveInclusion,
  signNote,
  tileNodes,
  tilePath,
  TileWriter,
  verifierKey,
  type NoteSigner,
} from '#tlog';
import { noteSigner } from './note-signer.js';
import { full, Noted, seededRandom, testEnvelope, testKeys, testSigner } from './sealing.js';

/** A published log as the files of a bundle, by path. */
export type Files = Map<string, Uint8Array<ArrayBuffer>>;

const date = '2026-03-02';
const bytesOf = (content: string | Uint8Array) => new Uint8Array(Buffer.from(content as string));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

export interface PublicLog {
  readonly files: Files;
  readonly policy: string;
  readonly size: number;
}

/**
 * A log with `entries` public entries of the case `one`, a sealed leaf behind each, and at the end an event that makes
 * the first sealed one public. Always the same bytes.
 */
export async function publicLog({
  entries = 3,
  witnesses = [] as readonly string[],
  log = 'test.example/log',
}: { entries?: number; witnesses?: readonly string[]; log?: string } = {}): Promise<PublicLog> {
  const random = seededRandom();
  const leaves: string[] = [];
  const lines = new Map<number, string>();
  const shown: { n: number; index: number; kind: string; date: string }[] = [];
  let prev: string | null = null;
  const openFields = (definition: AnyDefinition) =>
    definition === (Noted as AnyDefinition) ? ['place', 'hint'] : ['case', 'on', 'shows'];

  const add = (
    definition: AnyDefinition,
    event: Parameters<typeof seal>[1],
    pub: { kind: string; n: number } | null,
    released = false,
  ): void => {
    const index = leaves.length;
    const stored = seal(
      definition,
      event,
      {
        ...testEnvelope,
        version: index,
        vis: pub ? 'public' : 'sealed',
        pub: pub && { ...pub, case: 'one', date, title: localised('记录', 'Noted'), prev },
      },
      testKeys,
      testSigner(),
      random,
    );
    leaves.push(stored.leaf);
    const presentation = presentationOf(
      { ...stored, eventId: testEnvelope.eventId },
      released || pub ? 'public' : 'sealed',
      openFields(definition),
    );
    const sd = presentation.split('~').slice(1, -1);
    // Of a sealed leaf that was released: everything but the slot for the entry, which it has not.
    if (pub || released) lines.set(index, canonicalJson({ i: index, sd }));
    if (pub) {
      shown.push({ n: pub.n, index, kind: pub.kind, date });
      prev = leafHash(stored.leaf).toString('hex');
    }
  };

  for (let n = 1; n <= entries; n += 1) {
    add(Noted as AnyDefinition, full, { kind: 'noted', n });
    add(Noted as AnyDefinition, full, null, n === 1);
  }
  const earlier = { version: 1, kind: 'step', date, title: localised('步', 'Step') };
  const release = DisclosureReleased({ case: 'one', on: date, shows: [earlier] });
  add(DisclosureReleased as AnyDefinition, release, { kind: 'release', n: entries + 1 });
  shown.push({ n: entries + 2, index: 1, kind: 'step', date });

  return published({ leaves, lines, shown, witnesses, log });
}

interface Parts {
  readonly leaves: readonly string[];
  readonly lines: ReadonlyMap<number, string>;
  readonly shown: readonly { n: number; index: number; kind: string; date: string }[];
  readonly witnesses: readonly string[];
  readonly log: string;
}

async function published({ leaves, lines, shown, witnesses, log }: Parts): Promise<PublicLog> {
  const files: Files = new Map();
  const put = (path: string, content: string | Uint8Array) => files.set(path, bytesOf(content));
  const size = leaves.length;
  const writer = await TileWriter.at(0, () => Promise.resolve(new Uint8Array()));
  const tiles = leaves.flatMap((leaf) => writer.append(leafHash(leaf)));
  for (const { level, index, width, bytes } of [...tiles, ...writer.partial()])
    put(`log/${tilePath(level, index, width)}`, bytes);
  for (let from = 0; from < size; from += 256) {
    const part = leaves.slice(from, from + 256);
    put(`log/${entriesPath(from / 256, part.length)}`, encodeBundle(part));
    const own = part.flatMap((_leaf, i) => lines.get(from + i) ?? []);
    put(`disclosures/${String(from / 256)}.jsonl`, own.map((line) => `${line}\n`).join(''));
  }
  const root = writer.root();
  const note = signed({ log, size, root, witnesses });
  put('log/checkpoint', note);
  put(`log/checkpoints/${String(size)}`, note);
  const nodes = tileNodes(
    (...tile) => Promise.resolve(files.get(`log/${tilePath(...tile)}`) ?? new Uint8Array()),
    size,
  );
  for (const [index, line] of lines) {
    const { sd } = JSON.parse(line) as { sd: string[] };
    const extra = [leaves[index], ...sd, ''].join('~');
    const proof = await proveInclusion(index, size, nodes);
    put(
      `entries/${String(index)}.tlog-proof`,
      formatProof({ extra, index, proof, checkpoint: note }),
    );
  }
  const entriesOfCase = shown.map((entry) => ({ ...entry, status: 'shown', corrects: null }));
  const one = { format: 1, ref: 'one', entries: entriesOfCase };
  put('cases/one.json', canonicalJson(one));
  putState(files, { origin: log, size, root: root.toString('base64') });
  const policy = policyOf(log, witnesses);
  put('policy.tlog', policy);
  return { files, policy, size };
}

function signed({
  log,
  size,
  root,
  witnesses,
}: Pick<Parts, 'log' | 'witnesses'> & { size: number; root: Buffer }): string {
  const note = signNote(formatCheckpoint({ origin: log, size, root, extensions: [] }), [
    noteSigner(log),
  ]);
  return witnesses.reduce((all, owner) => all + cosign(note, witness(owner), 1_772_439_300), note);
}

const witness = (owner: string): NoteSigner => noteSigner(`${owner}.example`);

export const policyOf = (log: string, witnesses: readonly string[]): string => {
  const lines = witnesses.map(
    (owner) =>
      `witness ${owner} ${verifierKey(witness(owner).name, witness(owner).publicKey, 4)}\n`,
  );
  const quorum = witnesses.length === 0 ? 'none' : 'outside';
  const group = witnesses.length === 0 ? '' : `group outside any ${witnesses.join(' ')}\n`;
  return `log ${verifierKey(log, noteSigner(log).publicKey)}\n${lines.join('')}${group}quorum ${quorum}\n`;
};

/** Lists the cases again, with the hashes of their files as they are. */
export function putState(files: Files, head: { origin: string; size: number; root: string }): void {
  const sha = sha256(files.get('cases/one.json') ?? new Uint8Array());
  const state = { format: 1, ...head, cases: [{ ref: 'one', sha256: sha }] };
  files.set('state.json', bytesOf(canonicalJson(state)));
}

/** The manifest over the files as they are. */
export function putManifest(files: Files): void {
  files.delete('manifest.json');
  const listed = [...files].map(([path, bytes]) => ({
    path,
    bytes: bytes.length,
    sha256: sha256(bytes),
  }));
  const manifest = { format: 1, profile: 'public', files: listed };
  files.set('manifest.json', bytesOf(canonicalJson(manifest)));
}

/** Writes a text into a file. */
export function change(files: Files, path: string, to: (text: string) => string): void {
  const text = Buffer.from(files.get(path) ?? new Uint8Array()).toString('latin1');
  files.set(path, new Uint8Array(Buffer.from(to(text), 'latin1')));
}
