import { hash } from 'node:crypto';
import type { Clock } from '#kernel';
import {
  cosign,
  emptyRoot,
  NoteInvalid,
  ProofInvalid,
  signaturesBy,
  verifyConsistency,
  type NoteSigner,
  type VerifierKey,
} from '#tlog';
import { Overtaken, type Head, type Heads } from './heads.js';
import { readRequest, type Request } from './request.js';

/** An answer to a request, as HTTP has it. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** `text/plain` where there is none. */
  readonly type?: string;
}

/** A log that the witness watches. */
export interface WatchedLog {
  readonly origin: string;
  /** One, or more while the log changes its key. */
  readonly keys: readonly VerifierKey[];
  readonly heads: Heads;
}

export interface WitnessParts {
  readonly signer: NoteSigner;
  readonly logs: readonly WatchedLog[];
  readonly clock: Clock;
  /** Told what somebody should look at. Never what a stranger has written. */
  readonly onNotice: (message: string) => void;
  /** Two heads of one size, both signed by the log: kept for whoever has to show them. */
  readonly onFork: (log: WatchedLog, head: Head, other: string) => Promise<void>;
}

/** Requests of one log that wait for their turn. */
const mostWaiting = 32;
/** Seconds that the clock may stand behind the last signature. */
const clockSlack = 300;

const refused = (status: number, text: string): Answer => ({ status, text: `${text}\n` });

/**
 * A witness (C2SP tlog-witness): signs a head of a log only when it grows out of the one that it signed last. The new head
 * is durable before the signature leaves, so whatever dies, no two heads that disagree ever bear its name.
 */
export class Witness {
  private readonly queues = new Map<string, { waiting: number; last: Promise<unknown> }>();

  constructor(private readonly parts: WitnessParts) {}

  /** @param body of `POST /add-checkpoint` */
  async add(body: Buffer): Promise<Answer> {
    const request = readRequest(body);
    if (!request) return refused(400, 'not a request to add a checkpoint');
    const { checkpoint, oldSize } = request;
    const log = this.parts.logs.find(({ origin }) => origin === checkpoint.origin);
    if (!log) return refused(404, 'not a log that this witness watches');
    const lines = signedBy(log, request);
    if (lines.length === 0) return refused(403, 'not signed by the log');
    if (oldSize > checkpoint.size)
      return refused(400, 'the old size is larger than the checkpoint');
    return this.inTurn(log, () => this.follow(log, request, lines));
  }

  /** The head that was signed last, with the signature. @param originHash lowercase hex of SHA-256 */
  async last(originHash: string): Promise<Answer> {
    const log = this.parts.logs.find(({ origin }) => hash('sha256', origin) === originHash);
    const head = await log?.heads.last();
    return head ? { status: 200, text: head.note } : refused(404, 'no checkpoint of that log');
  }

  private async follow(
    log: WatchedLog,
    { checkpoint: { size, root }, oldSize, proof, text }: Request,
    lines: readonly string[],
  ): Promise<Answer> {
    const head = await log.heads.last();
    const known = head?.size ?? 0;
    if (oldSize !== known)
      return { status: 409, text: `${String(known)}\n`, type: 'text/x.tlog.size' };
    const signed = `${text}\n${lines.join('')}`;
    try {
      const oldRoot = head?.root ?? emptyRoot();
      verifyConsistency({ oldSize, oldRoot, size, root, proof });
    } catch (error) {
      if (!(error instanceof ProofInvalid)) throw error;
      if (head?.size === size && !head.root.equals(root))
        await this.parts.onFork(log, head, signed);
      return refused(422, error.message);
    }
    const now = Math.floor(this.parts.clock.now() / 1000);
    const last = head?.timestamp ?? 0;
    if (last > now + clockSlack) {
      this.parts.onNotice('the clock stands before the last signature: nothing is signed');
      return refused(503, 'the clock of the witness is wrong');
    }
    // The time says that no larger tree was seen until then: it never runs backwards.
    const line = cosign(signed, this.parts.signer, Math.max(now, last));
    try {
      await log.heads.follow(head, signed + line);
    } catch (error) {
      if (error instanceof Overtaken) return refused(503, 'another request was first; ask again');
      throw error;
    }
    return { status: 200, text: line };
  }

  /** Requests of one log, one after the other. */
  private async inTurn(log: WatchedLog, work: () => Promise<Answer>): Promise<Answer> {
    const queue = this.queues.get(log.origin) ?? { waiting: 0, last: Promise.resolve() };
    this.queues.set(log.origin, queue);
    if (queue.waiting >= mostWaiting) return refused(503, 'too many requests; ask again later');
    queue.waiting += 1;
    const done = queue.last.then(work);
    queue.last = done.catch(() => undefined);
    try {
      return await done;
    } finally {
      queue.waiting -= 1;
    }
  }
}

/** The log's own lines in a note; none where it did not sign, or one of them is false. */
function signedBy({ keys }: WatchedLog, { note }: Request): string[] {
  try {
    return signaturesBy(note, keys);
  } catch (error) {
    if (error instanceof NoteInvalid) return [];
    throw error;
  }
}
