import { textOf, toBase64, type Bytes } from './bytes.js';
import { computing, type BuiltIn, type Computing } from './crypto.js';
import type { Remembered } from './head.js';
import { remember, remembered } from './memory.js';
import { readCheckpoint, readPolicy, signersOf } from './note.js';
import { Report } from './report.js';
import { run, type Answer, type Question } from './run.js';
import { bundleSource, networkSource, type Source } from './source.js';
import { filesOfTar } from './tar.js';
import type { Texts } from './words.js';
import { save, View } from './view.js';

function start({ fallback, standalone }: DOMStringMap): void {
  const texts = document.getElementById('v-texts')?.textContent ?? '';
  const view = new View(JSON.parse(texts) as Texts);
  const offline = standalone !== undefined;
  let bundle: ReadonlyMap<string, Blob | Bytes> | null = null;
  let stop: AbortController | null = null;

  const keys = view.element<HTMLTextAreaElement>('v-keys');
  const ref = view.element<HTMLInputElement>('v-case');

  /** What the address asks for. It stands behind the `#`, so that no server is told. */
  const asked = () => new URLSearchParams(location.hash.slice(1));
  const fill = () => {
    ref.value = asked().get('case') ?? '';
  };

  /** The server's own keys, until the reader brings others. Kept in this tab only. */
  async function fillKeys(source: Source): Promise<void> {
    const empty = () => keys.value === '';
    if (!empty()) return;
    const policy = await source.read('policy.tlog').catch(() => null);
    if (policy && empty()) keys.value = new TextDecoder().decode(policy);
  }

  async function check(): Promise<void> {
    if (stop) return;
    view.findings([]);
    view.message('v-problem', null);
    if (offline && !bundle) {
      view.message('v-problem', 'noBundle');
      return;
    }
    const controller = new AbortController();
    stop = controller;
    view.running(true);
    view.verdict('running');
    view.lines(new Report('log'));
    try {
      const by = await computing(subtleOf(globalThis.crypto), () => builtIn(fallback));
      const source = bundle ? bundleSource(bundle) : networkSource(controller.signal);
      await fillKeys(source);
      const question = await questionFor(source, by);
      const answer = await run({
        ...{ source, by, question },
        changed: (report) => {
          view.lines(report);
        },
        progress: async (done, total) => {
          view.progress(done, total);
          // Lets the page draw, and the button be pressed.
          await new Promise((resolve) => setTimeout(resolve));
          controller.signal.throwIfAborted();
        },
      });
      show(answer, source, by);
    } catch (error) {
      if (controller.signal.aborted) view.verdict('cancelled');
      else failed(error);
    } finally {
      stop = null;
      view.running(false);
    }
  }

  function failed(error: unknown): void {
    const report = new Report('log');
    report.rest('not-checked', error instanceof NoCode ? 'noCrypto' : 'unreachable');
    view.lines(report);
    view.verdict('not-checked', report);
    console.error(error);
  }

  async function questionFor(source: Source, by: Computing): Promise<Question> {
    const known = remembered(source.kind === 'bundle' ? await originOf(source) : null);
    const file = await earlierFile(by);
    const entry = asked().get('entry') ?? '';
    return {
      policy: keys.value,
      ref: ref.value.trim() || null,
      entry: /^\d{1,15}$/.test(entry) && ref.value.trim() === '' ? Number(entry) : null,
      earlier: [
        ...(known ? [{ ...known, from: 'browser' } as const] : []),
        ...(file ? [{ ...file, from: 'file' } as const] : []),
      ],
    };
  }

  /** The checkpoint that the reader kept as a file, when it is signed by a key that the reader trusts. */
  async function earlierFile(by: Computing): Promise<Remembered | null> {
    const [file] = view.element<HTMLInputElement>('v-earlier').files ?? [];
    if (!file) return null;
    try {
      const head = readCheckpoint(await file.text());
      const { logs } = await readPolicy(keys.value, by);
      const [key] = await signersOf(head.note, logs, by);
      if (key)
        return { origin: head.origin, size: head.size, root: toBase64(head.root), key: key.text };
    } catch {
      // Said below.
    }
    view.message('v-problem', 'badCheckpoint');
    return null;
  }

  function show({ report, head }: Answer, source: Source, by: Computing): void {
    const verdict = report.verdict();
    const findings = report.named();
    view.lines(report);
    view.verdict(verdict, report);
    view.findings(findings);
    view.message('v-computed', by.name);
    if (findings.length > 0)
      view.button('saveEvidence', () => {
        const evidence = {
          ...{
            format: 1,
            verdict,
            page: offline ? 'file' : location.href,
            answeredAt: source.answeredAt ?? null,
          },
          ...{ trusted: keys.value, served: report.served, findings, lines: report.lines },
        };
        save('daylight-evidence.json', 'application/json', JSON.stringify(evidence, null, 2));
      });
    else if (head && verdict !== 'not-checked') {
      remember(head, source.kind === 'network');
      view.button('saveCheckpoint', () => {
        save(`checkpoint-${String(head.size)}.txt`, 'text/plain', head.note);
      });
    }
  }

  function choose(files: ReadonlyMap<string, Blob | Bytes>): void {
    const known = [...files.keys()].some((path) => /(^|\/)manifest\.json$/.test(path));
    bundle = known ? files : null;
    view.message('v-chosen', known ? 'chosen' : 'notABundle', { n: files.size });
    if (known) void check();
  }

  async function chooseTar(file: File): Promise<void> {
    try {
      choose(filesOfTar(new Uint8Array(await file.arrayBuffer())));
    } catch {
      choose(new Map());
    }
  }

  view.element('v-form').addEventListener('submit', (event) => {
    event.preventDefault();
    void check();
  });
  view.element('v-cancel').addEventListener('click', () => stop?.abort());
  view.element<HTMLInputElement>('v-folder').addEventListener('change', ({ target }) => {
    const files = [...((target as HTMLInputElement).files ?? [])];
    choose(new Map(files.map((file) => [file.webkitRelativePath || file.name, file])));
  });
  view.element<HTMLInputElement>('v-tar').addEventListener('change', ({ target }) => {
    const [file] = (target as HTMLInputElement).files ?? [];
    if (file) void chooseTar(file);
  });
  const drop = view.element('v-drop');
  drop.addEventListener('dragover', (event) => {
    event.preventDefault();
  });
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    if (file) void chooseTar(file);
  });
  addEventListener('hashchange', () => {
    fill();
    if (location.hash !== '') void check();
  });

  fill();
  view.element('v-form').hidden = false;
  if (offline) return;
  if (location.hash !== '') void check();
  else void fillKeys(networkSource(new AbortController().signal));
}

async function originOf(source: Source): Promise<string | null> {
  try {
    const note = await source.read('log/checkpoint');
    return note && readCheckpoint(textOf(note)).origin;
  } catch {
    return null;
  }
}

class NoCode extends Error {}

/** On a plain-http address there is none, whatever the types say. */
const subtleOf = (crypto: { readonly subtle?: SubtleCrypto } | undefined) => crypto?.subtle;

/** Our own code for what the browser lacks: fetched only then, or inside the page already. */
async function builtIn(address: string | undefined): Promise<BuiltIn> {
  const here = () => (globalThis as { daylightCrypto?: BuiltIn }).daylightCrypto;
  const present = here();
  if (present) return present;
  await new Promise<void>((resolve) => {
    const script = document.createElement('script');
    script.addEventListener('load', () => {
      resolve();
    });
    script.addEventListener('error', () => {
      resolve();
    });
    script.src = address ?? '';
    document.head.append(script);
  });
  const loaded = here();
  if (!loaded) throw new NoCode('no code for signatures');
  return loaded;
}

// Last: everything above has to be there.
const root = document.getElementById('verify');
if (root) start(root.dataset);
