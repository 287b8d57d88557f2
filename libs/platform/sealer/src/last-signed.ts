import { join } from 'node:path';
import { Corrupt, Misconfigured } from '#kernel';
import { underLock } from '#platform/postgres';
import { readIfThere, replaceWhole } from '#vault';

/** A head of the log: how many leaves, and the root over them (base64). */
export interface Head {
  readonly size: number;
  readonly root: string;
}

/**
 * The head that was signed last, beside the log's key and outside the event database: `DATA_DIR/keys/last-signed.json`
 * (0600). Owned by whoever holds the sealer's lock. It moves before anything is signed, so that after a crash the same
 * head is signed again or a larger one, never another one of that size. If it is lost with the key folder, only the
 * witnesses and the readers who kept a checkpoint still notice a fork.
 */
export class LastSigned {
  private readonly file: string;

  /** @param keyFolder where the log's key is */
  constructor(
    keyFolder: string,
    private readonly origin: string,
  ) {
    this.file = join(keyFolder, 'last-signed.json');
  }

  /** Null before the first. @throws Misconfigured for a file that is none, or that belongs to another log */
  async read(): Promise<Head | null> {
    const text = await readIfThere(this.file);
    if (text === null) return null;
    const { origin, size, root } = parsed(text);
    if (origin !== this.origin || !Number.isSafeInteger(size) || typeof root !== 'string') {
      throw new Misconfigured(
        'The record of the last signed checkpoint is not one of this log',
        this.file,
        'Put back the key folder that belongs to this log.',
      );
    }
    return { size: size as number, root };
  }

  /**
   * Moves from one head to the next: compare and swap, durable when it answers.
   * @throws Corrupt when another sealer has moved it meanwhile
   */
  async move(from: Head | null, to: Head): Promise<void> {
    await underLock(`${this.file}.lock`, async () => {
      const now = await this.read();
      if (now?.size !== from?.size || now?.root !== from?.root) {
        throw new Corrupt(
          'sealer',
          `another sealer signed ${String(now?.size ?? 0)} leaves where this one knew of ${String(from?.size ?? 0)}`,
        );
      }
      await replaceWhole(this.file, `${JSON.stringify({ origin: this.origin, ...to })}\n`);
    });
  }
}

function parsed(text: string): { origin?: unknown; size?: unknown; root?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as object;
  } catch {
    return {};
  }
}
