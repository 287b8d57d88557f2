import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, Misconfigured } from '#kernel';
import { parseCheckpoint, parseNote, verifyCosignatures, type Hash, type VerifierKey } from '#tlog';
import { createFile } from './private-file.js';

/** The last head of a log that this witness signed. */
export interface Head {
  /** Counts the signatures given to this log, from 1. */
  readonly turn: number;
  readonly size: number;
  readonly root: Hash;
  /** Seconds since 1970. */
  readonly timestamp: number;
  /** The signed note, with the lines of the log and of this witness: as it is handed out to anyone. */
  readonly note: string;
}

/** Another process has signed a head meanwhile. Nothing was kept. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/**
 * What a witness remembers of one log, in a folder of its own: `<turn>`, the note that it signed in that turn. The file
 * with the highest number counts; older ones are removed once it is durable. A turn is taken by making its file, which
 * only one can: two processes on one folder never follow one head with two others.
 *
 * Whoever can delete or put back files here can make the witness sign two heads that disagree, which both then bear its
 * name. What was changed is noticed, because the note is signed by the witness itself; what was put back is not.
 */
export class Heads {
  /** The last turn that this process knows of: what is there may not fall behind it while it runs. */
  private seen = 0;

  constructor(
    /** Is there already, durably: one that vanishes is a failure, not a log that was never signed. */
    private readonly folder: string,
    private readonly origin: string,
    /** Of this witness. */
    private readonly key: VerifierKey,
  ) {}

  /** Null before the first. Reads the folder each time: what is there counts, not what a failed write was to do. @throws Misconfigured */
  async last(): Promise<Head | null> {
    for (;;) {
      const turn = Math.max(0, ...(await this.turns()));
      if (turn < this.seen) throw this.damaged(this.seen, 'is gone');
      this.seen = turn;
      if (turn === 0) return null;
      try {
        return this.read(turn, await readFile(join(this.folder, String(turn)), 'utf8'));
      } catch (error) {
        // Removed since, because another process went on.
        if (codeOf(error) !== 'ENOENT') throw error;
      }
    }
  }

  /** Keeps a head that follows another: durable when it answers. @throws Overtaken */
  async follow(last: Head | null, note: string): Promise<void> {
    const turn = (last?.turn ?? 0) + 1;
    const file = join(this.folder, String(turn));
    if (!(await createFile(file, note))) throw new Overtaken();
    const turns = await this.turns();
    // Another process was here before, went on, and has removed the file of this turn: that was not ours to take.
    if (turns.some((other) => other > turn)) {
      await rm(file, { force: true });
      throw new Overtaken();
    }
    this.seen = turn;
    // Drafts that a killed process has left begin with the number of their turn, too.
    for (const name of await readdir(this.folder))
      if (parseInt(name) < turn) await rm(join(this.folder, name), { force: true });
  }

  private async turns(): Promise<number[]> {
    return (await readdir(this.folder)).filter((name) => /^[1-9]\d{0,14}$/.test(name)).map(Number);
  }

  private read(turn: number, note: string): Head {
    try {
      const { origin, size, root } = parseCheckpoint(parseNote(note).text);
      const [own] = verifyCosignatures(note, [this.key]);
      if (origin === this.origin && own) return { turn, size, root, note, ...own };
    } catch {
      // Said below, with what to do.
    }
    throw this.damaged(turn, 'is damaged, or was signed by another key or under another name');
  }

  private damaged(turn: number, what: string): Misconfigured {
    return new Misconfigured(
      `What this witness signed last for a log ${what}`,
      join(this.folder, String(turn)),
      'Start it with the --name and the folder that it had. If what it signed last is lost, its key must not sign for this log again: begin with an empty folder and a new key, and tell the operator.',
    );
  }
}
