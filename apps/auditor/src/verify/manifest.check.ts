import { hash } from 'node:crypto';
import { parseInstant } from '#kernel';
import { CouldNotCheck, Malformed, NewerFormat } from '../failures.js';
import { parseCanonical } from '../reading/lines.js';
import { limits, type LogSource } from '../source/log-source.js';
import type { Check, Profile } from './check.js';

/** What a bundle says of itself. */
export interface Manifest {
  readonly format: 1;
  readonly profile: Profile;
  readonly origin: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** Hash of the read models of the program that wrote it. */
  readonly reducer: string;
  readonly created: string;
  readonly expires: string | null;
  readonly files: readonly {
    readonly path: string;
    readonly bytes: number;
    readonly sha256: string;
  }[];
  /** Profile full: the cases of which every window is there. */
  readonly cases?: readonly string[];
}

const manifestFormat = 1;

/** What may stand in a bundle. */
const paths =
  /^(policy\.tlog|state\.json|log\/(checkpoint|policy|checkpoints\/\d{1,16}|tile\/(entries|\d{1,2})\/(x\d{3}\/)*\d{3}(\.p\/\d{1,3})?)|(schemas|policy)\/[0-9a-f]{64}\.json|disclosures\/\d{1,13}\.jsonl|cases\/[A-Za-z0-9][A-Za-z0-9._-]{0,63}\.json|sealed\/\d{1,13}\.jsonl\.age)$/;
/** What people lay beside it. */
const brought = /^(receipts|previous)\//;

/** @throws CouldNotCheck for a folder that is no bundle. @throws NewerFormat */
export async function readManifest(source: LogSource): Promise<Manifest> {
  const bytes = await source.read('manifest.json', limits.manifest);
  if (!bytes) throw new CouldNotCheck(`${source.name} is no bundle: it has no manifest.json`);
  try {
    const value = parseCanonical(bytes.toString('utf8'), 'manifest.json') as Partial<Manifest>;
    if (Number.isSafeInteger(value.format) && Number(value.format) > manifestFormat)
      throw new NewerFormat(`the bundle has format ${String(value.format)}`);
    if (isManifest(value)) return value;
  } catch (error) {
    if (error instanceof Malformed) throw new CouldNotCheck(error.message);
    throw error;
  }
  throw new CouldNotCheck('manifest.json is not the manifest of a bundle');
}

const isHash = (value: unknown) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const isTime = (value: unknown) => typeof value === 'string' && parseInstant(value) !== undefined;
const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;

function isManifest(value: Partial<Manifest> | null): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  const { format, profile, origin, size, root, reducer, created, expires, files, cases, ...more } =
    value;
  return (
    format === 1 &&
    ['public', 'procedure', 'full'].includes(profile as string) &&
    typeof origin === 'string' &&
    isCount(size) &&
    typeof root === 'string' &&
    isHash(reducer) &&
    isTime(created) &&
    (expires === null || isTime(expires)) &&
    (cases === undefined ||
      (Array.isArray(cases) && cases.every((ref) => typeof ref === 'string'))) &&
    Array.isArray(files) &&
    files.every(
      ({ path, bytes, sha256 }) => typeof path === 'string' && isCount(bytes) && isHash(sha256),
    ) &&
    Object.keys(more).length === 0
  );
}

/** 1: every file that the manifest lists is there with these bytes, and there is no other. */
export async function checkFiles(
  source: LogSource,
  { files }: Manifest,
  check: Check,
): Promise<void> {
  let last = '';
  const listed = new Set<string>();
  for (const { path, bytes, sha256 } of files) {
    if (path <= last) check.fail({ message: 'the manifest does not list its files in order' });
    last = path;
    listed.add(path);
    if (!paths.test(path)) {
      check.fail({ message: `${path} is no file of a bundle` });
      continue;
    }
    const file = await source.read(path, limits.sealed);
    const actual = file && hash('sha256', file, 'hex');
    if (!file) check.fail({ message: `${path} is missing` });
    else if (file.length !== bytes || actual !== sha256)
      check.fail({
        message: `${path} is not the file that the manifest lists`,
        expected: sha256,
        actual: actual ?? '',
      });
  }
  for (const path of await source.list(''))
    if (path !== 'manifest.json' && !listed.has(path) && !brought.test(path))
      check.fail({ message: `${path} is not in the manifest` });
  check.end('pass', `${String(files.length)} files`);
}
