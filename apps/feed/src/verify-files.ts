import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A file that is served as it was built, with what readers compare it with. */
export interface BuiltFile {
  readonly bytes: Buffer;
  /** SHA-256 in hex. */
  readonly sha256: string;
}

/** The code of the check, read once: what the page says of it is said of the bytes that are served. */
export interface VerifyFiles {
  readonly script: BuiltFile;
  readonly program: BuiltFile;
}

const read = (file: string): BuiltFile => {
  const bytes = readFileSync(new URL(`../assets/${file}`, import.meta.url));
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
};

export const verifyFiles = (): VerifyFiles => ({
  script: read('verify.js'),
  program: read('verify/daylight-audit.mjs'),
});
