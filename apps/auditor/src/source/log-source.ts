/**
 * Where a log is read from: a folder that was exported, or an address that serves it. Both have the same files under the
 * names of the bundle (`log/checkpoint`, `disclosures/0.jsonl`, …), and only names that this program makes are read.
 * Nothing that comes from here is believed.
 */
export interface LogSource {
  /** As the user wrote it. */
  readonly name: string;
  readonly isFolder: boolean;
  /**
   * The bytes of a file, null where there is none.
   * @throws CouldNotCheck when it cannot be read or is larger than the limit
   */
  read(name: string, limit: number): Promise<Buffer | null>;
  /** Names below a folder of a bundle; a served log lists nothing. */
  list(folder: string): Promise<readonly string[]>;
}

const kib = 1024;
const mib = 1024 * kib;

/** What a file may have at most, in bytes. */
export const limits = {
  manifest: 256 * mib,
  note: mib,
  policy: mib,
  tile: 8 * kib,
  /** 256 leaves of some 360 bytes. */
  entries: mib,
  disclosures: 64 * mib,
  sealed: 256 * mib,
  state: 64 * mib,
  case: 32 * mib,
  document: 16 * mib,
} as const;
