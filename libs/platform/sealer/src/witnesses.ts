import { codeOf, Unavailable } from '#kernel';
import {
  formatAddCheckpoint,
  openCheckpoint,
  proveConsistency,
  signaturesBy,
  verifyCosignatures,
  type Policy,
  type ReadNodes,
  type Witness,
} from '#tlog';

/** How long a witness may take: one that is slow must not hold up the others. */
const patienceMs = 10_000;
/** A cosignature is a line; more is none. */
const mostBytes = 4096;

/** What became of asking one witness. */
export interface Asked {
  readonly name: string;
  /** The line with its signature, with its newline; null where there is none. */
  readonly line: string | null;
  /** Why there is none, in words for the operator's log. */
  readonly problem: string | null;
}

/**
 * Asks witnesses to confirm checkpoints (C2SP tlog-witness). It remembers how far each has come; what it remembers may
 * be wrong after a restart, and the witness then says from which size it wants to see the log grow.
 */
export class Witnesses {
  private readonly known = new Map<string, number>();

  constructor(private readonly policy: Policy) {}

  /**
   * Asks all at once.
   * @param note the signed checkpoint of a tree whose nodes `read` hands out
   * @throws Unavailable from `read`: what is missing here is no fault of a witness
   */
  ask(note: string, read: ReadNodes): Promise<Asked[]> {
    return Promise.all(
      this.policy.witnesses.map(async (witness) => {
        const { name } = witness;
        if (!witness.url) return { name, line: null, problem: 'has no address' };
        try {
          return { name, line: await this.cosigned(witness, note, read), problem: null };
        } catch (error) {
          if (error instanceof Unavailable) throw error;
          return { name, line: null, problem: problemOf(error) };
        }
      }),
    );
  }

  private async cosigned(witness: Witness, note: string, read: ReadNodes): Promise<string> {
    const { size } = openCheckpoint(note, ...this.policy.logs.map(({ key }) => key));
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const oldSize = Math.min(this.known.get(witness.name) ?? 0, size);
      const proof = await proveConsistency(oldSize, size, read);
      const answer = await this.post(
        witness,
        formatAddCheckpoint({ oldSize, proof, checkpoint: note }),
      );
      if (answer.status === 200) {
        const line = ownLine(witness, note, answer.text);
        this.known.set(witness.name, size);
        return line;
      }
      if (answer.status !== 409) throw new Error(`answered ${String(answer.status)}`);
      if (!/^\d{1,16}\n?$/.test(answer.text)) throw new Error('answered 409 without a size');
      const stands = Number(answer.text);
      if (stands > size) throw new Error(`has seen a larger log: ${String(stands)} leaves`);
      this.known.set(witness.name, stands);
    }
    throw new Error('answered 409 to the size that it named');
  }

  private async post({ url }: Witness, body: string): Promise<{ status: number; text: string }> {
    const response = await fetch(`${String(url).replace(/\/+$/, '')}/add-checkpoint`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    });
    const text = await limited(response);
    return { status: response.status, text };
  }
}

/** In words that a name can stand before: of a connection `fetch` says only that it failed. */
function problemOf(error: unknown): string {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return 'does not answer in time';
  const code = codeOf(cause);
  return name === 'TypeError' ? `cannot be reached${code ? ` (${code})` : ''}` : message;
}

/**
 * What a witness itself signed, of all that it answered: a line that it adds in another one's name would make the note
 * worthless to everyone who believes that other one.
 */
function ownLine({ key }: Witness, note: string, answer: string): string {
  if (!/^(?:— [^\n]*\n)+$/.test(answer)) throw new Error('answered with something else than lines');
  const signed = note + answer;
  const [line] = signaturesBy(signed, [key]);
  if (line === undefined || verifyCosignatures(signed, [key]).length === 0)
    throw new Error('answered without a signature of its own');
  return line;
}

/** The body, if it is no longer than a witness has to say. */
async function limited(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > mostBytes) throw new Error('answered with too much');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
