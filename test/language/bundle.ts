import { hash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Encrypter } from 'age-encryption';
import type { LogSource } from '../../apps/auditor/src/source/log-source.js';
import { caseState, type PublicCaseRow, type TimelineEntryRow } from '#cases/process';
import type { CharterVersionRow, PublicMemberRow } from '#committee/process';
import type { Engine } from '#engine';
import type { StoredEvent } from '#event-store';
import { canonicalJson, releaseType, type EventDefinition, type Json } from '#kernel';
import {
  decryptWindows,
  kidsOf,
  openedData,
  openForViews,
  openStored,
  presentationOf,
  type Ciphertext,
} from '#sealing';
import {
  encodeBundle,
  entriesPath,
  formatCheckpoint,
  leafHash,
  signNote,
  tilePath,
  TileWriter,
  verifierKey,
  type NoteSigner,
} from '#tlog';

/** The files of a bundle by path, without its manifest. */
export type Files = Map<string, Buffer>;

export interface BundleWishes {
  readonly profile?: 'public' | 'procedure' | 'full';
  /** Profile full: the cases of which everything is there. */
  readonly cases?: readonly string[];
  /** Whom the sealed part is for (age). */
  readonly recipient?: string;
  /** Sizes at which the log is to have been published before. */
  readonly earlier?: readonly number[];
}

/** The files of a log of these entries, signed with that key, as they are published. */
export async function logFiles(
  entries: readonly string[],
  signer: NoteSigner,
  earlier: readonly number[] = [],
): Promise<Files> {
  const files: Files = new Map();
  const writer = await TileWriter.at(0, () => Promise.resolve(new Uint8Array()));
  for (const [at, entry] of entries.entries()) {
    for (const { level, index, width, bytes } of writer.append(leafHash(entry)))
      files.set(`log/${tilePath(level, index, width)}`, bytes);
    if (at + 1 === entries.length || earlier.includes(at + 1)) {
      const checkpoint = { origin: signer.name, size: at + 1, root: writer.root(), extensions: [] };
      const note = Buffer.from(signNote(formatCheckpoint(checkpoint), [signer]));
      files.set(`log/checkpoints/${String(at + 1)}`, note);
      if (at + 1 === entries.length) files.set('log/checkpoint', note);
    }
  }
  for (const { level, index, width, bytes } of writer.partial())
    files.set(`log/${tilePath(level, index, width)}`, bytes);
  for (let from = 0; from < entries.length; from += 256) {
    const part = entries.slice(from, from + 256);
    files.set(`log/${entriesPath(from / 256, part.length)}`, encodeBundle(part));
  }
  const policy = `log ${verifierKey(signer.name, signer.publicKey)}\nquorum none\n`;
  return files.set('policy.tlog', Buffer.from(policy));
}

export const signerOf = ({ installation, keys }: Engine): NoteSigner => ({
  name: installation.origin,
  ...keys.log,
});

export async function storedEvents({ store }: Pick<Engine, 'store'>): Promise<StoredEvent[]> {
  const all: StoredEvent[] = [];
  for (;;) {
    const page = await store.readAll(all.at(-1)?.position ?? null, 500);
    all.push(...page);
    if (page.length < 500) return all;
  }
}

/** A bundle of everything that there is, as `daylight export` writes it; the public views have to be up to date. */
export async function bundleOf(engine: Engine, wishes: BundleWishes = {}): Promise<Files> {
  const { profile = 'public', recipient, earlier = [] } = wishes;
  const events = await storedEvents(engine);
  const entries = events.map(({ leaf }) => leaf);
  const files = await logFiles(entries, signerOf(engine), earlier);
  const json = (path: string, value: Json) =>
    files.set(path, Buffer.from(canonicalJson(value), 'utf8'));
  for (const [folder, document] of [
    ['schemas', engine.catalogue.schema()],
    ['policy', engine.catalogue.redaction()],
  ] as const)
    json(`${folder}/${hash('sha256', canonicalJson(document))}.json`, document);
  writeLines(files, 'disclosures', '', events.length, publicLines(engine, events));
  await stateOf(engine, files);
  if (profile === 'public' || recipient === undefined) return files;
  const sealed: Files = new Map();
  writeLines(sealed, 'sealed', '', events.length, await sealedLines(engine, events, wishes));
  for (const [path, bytes] of sealed) {
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    files.set(`${path}.age`, Buffer.from(await encrypter.encrypt(new Uint8Array(bytes))));
  }
  return files;
}

function writeLines(files: Files, folder: string, end: string, size: number, lines: Json[]): void {
  for (let from = 0; from < size; from += 256) {
    const own = lines.filter((line) => {
      const { i } = line as { i: number };
      return i >= from && i < from + 256;
    });
    const text = own.map((line) => `${canonicalJson(line)}\n`).join('');
    files.set(`${folder}/${String(from / 256)}.jsonl${end}`, Buffer.from(text));
  }
}

/** What the public gets: windows of public leaves and of those that a release shows, and why of the rest. */
function publicLines({ catalogue }: Engine, events: readonly StoredEvent[]): Json[] {
  const openOf = (event: StoredEvent) => openedData(openStored(event).windows);
  const released = new Set<string>();
  const lowered = new Map<string, number | null>();
  for (const event of events) {
    const { type, stream, index } = event;
    if (type === releaseType)
      for (const { version } of openOf(event)['shows'] as unknown as { version: number }[])
        released.add(`${stream}/${String(version)}`);
    if (type === 'investigation.CasePublicitySet')
      lowered.set(stream, openOf(event)['level'] === 'counted' ? index : null);
  }
  return events.flatMap((event): Json[] => {
    const { type, stream, version, index: i } = event;
    const names = catalogue.openFields(type);
    const { leaf } = openForViews(event, names);
    const isReleased = released.has(`${stream}/${String(version)}`);
    if (leaf.vis === 'sealed' && !isReleased) return [];
    const by = lowered.get(stream) ?? null;
    if (by !== null && by !== i) return [{ i, why: 'withdrawn', by }];
    const presentation = isReleased
      ? openForViews(event, names, true).presentation
      : presentationOf(event, 'public', names);
    return [{ i, sd: presentation.split('~').slice(1, -1) }];
  });
}

async function sealedLines(
  { catalogue, vault }: Engine,
  events: readonly StoredEvent[],
  { profile, cases = [] }: BundleWishes,
): Promise<Json[]> {
  const lines: Json[] = [];
  for (const event of events) {
    const { ev, d, enc } = JSON.parse(event.body) as {
      ev: string;
      d: Record<string, string>;
      enc: Record<string, Ciphertext>;
    };
    const texts = new Map(Object.entries(d));
    for (const key of await vault.keys(kidsOf(event)))
      for (const [path, text] of Object.entries(
        decryptWindows(enc[key.kid] as Ciphertext, key, event.eventId),
      ))
        texts.set(path, text);
    const ref = openedData(openStored(event).windows)['case'];
    const whole = profile === 'full' && cases.includes(String(ref));
    const { fields } = catalogue.of(event.type) as EventDefinition;
    const shown = [...texts].filter(([path]) => {
      const [, slot, name = ''] = path.split('/');
      const kind = slot === 'data' ? fields[name]?.class : undefined;
      return whole || (kind !== 'panel' && kind !== 'personal');
    });
    const sd = [ev, ...shown.map(([, text]) => text)].map(encoded);
    lines.push({ i: event.index, sd });
  }
  return lines;
}

export const encoded = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');

async function stateOf({ pool, installation }: Engine, files: Files): Promise<void> {
  const rows = async <R>(view: string): Promise<R[]> =>
    (await pool.query(`select * from public.${view}`)).rows as R[];
  const ofCase = <R extends { key: string }>(all: readonly R[], ref: string) =>
    all.filter(({ key }) => key.startsWith(`${ref}/`));
  const members = await rows<Record<string, unknown> & PublicMemberRow>('public_roster');
  const charters = await rows<CharterVersionRow>('charter_version');
  const entries = await rows<TimelineEntryRow>('timeline_entry');
  const list: Json[] = [];
  for (const row of (await rows<PublicCaseRow>('public_case')).sort((a, b) =>
    a.ref < b.ref ? -1 : 1,
  )) {
    if ((row.withdrawnOn ?? null) !== null) continue;
    const { ref } = row;
    const state = caseState({
      case: row,
      members: ofCase(members, ref),
      charters: ofCase(charters, ref),
      entries: ofCase(entries, ref),
    });
    const text = canonicalJson(state as unknown as Json);
    files.set(`cases/${ref}.json`, Buffer.from(text));
    list.push({ ref, sha256: hash('sha256', text) });
  }
  const [, size, root] = (files.get('log/checkpoint')?.toString('utf8') ?? '').split('\n');
  const { origin } = installation;
  const state = { format: 1, origin, size: Number(size), root: root ?? '', cases: list };
  files.set('state.json', Buffer.from(canonicalJson(state)));
}

/** The same files with the manifest that belongs to them. */
export function withManifest(files: Files, { profile = 'public' }: BundleWishes = {}): Files {
  const [origin = '', size = '', root = ''] = (
    files.get('log/checkpoint')?.toString('utf8') ?? ''
  ).split('\n');
  const listed = [...files]
    .filter(([path]) => path !== 'manifest.json')
    .map(([path, bytes]) => ({ path, bytes: bytes.length, sha256: hash('sha256', bytes) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const manifest: Json = {
    ...{ format: 1, profile, origin, size: Number(size), root, files: listed },
    ...{ reducer: '0'.repeat(64), created: '2026-03-20T00:00:00.000Z', expires: null },
  };
  return new Map(files).set('manifest.json', Buffer.from(canonicalJson(manifest)));
}

/** A bundle in memory. */
export class MemorySource implements LogSource {
  readonly name = 'memory';

  constructor(
    readonly files: Files,
    readonly isFolder = true,
  ) {}

  read(name: string): Promise<Buffer | null> {
    return Promise.resolve(this.files.get(name) ?? null);
  }

  list(folder: string): Promise<readonly string[]> {
    const under = folder === '' ? '' : `${folder}/`;
    return Promise.resolve([...this.files.keys()].filter((path) => path.startsWith(under)));
  }
}

export async function writeBundle(folder: string, files: Files): Promise<void> {
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}
