import type { Bytes } from './bytes.js';

/** Where a log is read from, by the paths of a bundle. Null where there is no such file. */
export interface Source {
  readonly kind: 'network' | 'bundle';
  /** @throws Unreachable */
  read(path: string): Promise<Bytes | null>;
  /** Of a bundle: every path in it. */
  readonly paths?: readonly string[];
  /** Of a server: when it last answered, by its own clock. */
  answeredAt?: string;
}

/** The file may be there, and could not be had. */
export class Unreachable extends Error {}

/** The server of this page. */
export function networkSource(signal: AbortSignal): Source {
  const source: Source = {
    kind: 'network',
    async read(path) {
      const at =
        path === 'policy.tlog'
          ? '/log/policy'
          : path.startsWith('log/')
            ? `/${path}`
            : `/timeline/${path}`;
      // Tiles never change; of all else the newest is wanted.
      const cache = path.startsWith('log/tile/') ? 'default' : 'no-cache';
      try {
        const response = await fetch(at, { signal, cache, redirect: 'error', credentials: 'omit' });
        if (response.status === 404 || response.status === 410) return null;
        source.answeredAt = response.headers.get('date') ?? '';
        if (!response.ok) throw new Unreachable(at);
        return new Uint8Array(await response.arrayBuffer());
      } catch (error) {
        if (signal.aborted) throw error;
        throw new Unreachable(at, { cause: error });
      }
    },
  };
  return source;
}

/** Files that the reader picked: a folder, or what was in an archive. */
export function bundleSource(files: ReadonlyMap<string, Blob | Bytes>): Source {
  // Whatever the folder is called that they stand in.
  const root =
    [...files.keys()]
      .find((path) => /(^|\/)manifest\.json$/.test(path))
      ?.replace(/manifest\.json$/, '') ?? '';
  const byPath = new Map(
    [...files]
      .filter(([path]) => path.startsWith(root))
      .map(([path, file]) => [path.slice(root.length), file]),
  );
  return {
    kind: 'bundle',
    paths: [...byPath.keys()],
    async read(path) {
      const file = byPath.get(path);
      if (file === undefined) return null;
      if (file instanceof Uint8Array) return file;
      try {
        return new Uint8Array(await file.arrayBuffer());
      } catch (cause) {
        throw new Unreachable(path, { cause });
      }
    },
  };
}
