import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Tracker } from '../language/tracker.js';

/** What is killed, each with SIGKILL and all at once. */
export const victims = ['office', 'PostgreSQL', 'office and PostgreSQL'] as const;
export type Victim = (typeof victims)[number];

/** One command of a writer, and every answer that it ever got. */
export interface Sent {
  readonly id: string;
  readonly ref: string;
  /** `position receipt` of each answer, or what was refused. */
  readonly answers: string[];
  /** How often no answer came, or one that says nothing of the outcome. */
  unanswered: number;
}

const writers = 16;
const mutation = (name: string, input: string) =>
  `mutation($id: ID!, $input: ${input}!) { it: ${name}(commandId: $id, input: $input) { position receipt userErrors { code } } }`;
const opening = mutation('openInvestigation', 'OpenInvestigationInput');
const recording = mutation('recordAction', 'RecordActionInput');

/** Sixteen writers over HTTP on a running installation that is killed again and again. */
export class Crashing {
  readonly sent: Sent[] = [];

  private constructor(
    readonly tracker: Tracker,
    private readonly token: string,
  ) {}

  /** @param durable false for the twin: a server that acknowledges before it writes */
  static async start(durable: boolean): Promise<Crashing> {
    const tracker = await Tracker.start({
      env: { DAYLIGHT_TEST_CLUSTER: durable ? '' : 'not-durable' },
    });
    return new Crashing(tracker, await tracker.token());
  }

  /** One round: everybody writes, the victim is killed in the middle, and each command is sent until it is answered. */
  async round(victim: Victim, name: string, writeMs: number): Promise<void> {
    let over = false;
    const writing = Array.from({ length: writers }, async (_, w) => {
      const ref = `${name}-${String(w)}`;
      for (let i = 0; !over; i += 1) {
        const one: Sent = { id: `${ref}-${String(i)}`, ref, answers: [], unanswered: 0 };
        this.sent.push(one);
        await this.until(one);
      }
    });
    await sleep(writeMs);
    this.kill(victim);
    await this.ready();
    over = true;
    await Promise.all(writing);
  }

  /** Sends every command once more. Answers those that did not get the one answer that they always had. */
  async changed(): Promise<readonly Sent[]> {
    const queue = [...this.sent];
    await Promise.all(
      Array.from({ length: writers }, async () => {
        for (let one = queue.pop(); one; one = queue.pop()) await this.until(one);
      }),
    );
    return this.sent.filter(({ answers }) => new Set(answers).size !== 1);
  }

  private async until(one: Sent): Promise<void> {
    for (;;) {
      const answer = await this.send(one);
      if (answer !== null) {
        one.answers.push(answer);
        return;
      }
      one.unanswered += 1;
      await sleep(50);
    }
  }

  /** Null when the outcome is unknown. */
  private async send({ id, ref }: Sent): Promise<string | null> {
    const opens = id.endsWith('-0');
    const input = opens
      ? {
          case: ref,
          title: { zh: '一', en: 'A' },
          publicity: 'public',
          basis: 'panel_record',
          receivedAt: '2026-03-02T09:30:00+08:00',
        }
      : {
          case: ref,
          at: '2026-03-03T10:00:00+08:00',
          kind: 'interview',
          actor: 'Ruth Okafor',
          summary: 'A witness was heard.',
        };
    const text = await this.post({ query: opens ? opening : recording, variables: { id, input } });
    if (text === null || /STORE_UNAVAILABLE|TOO_BUSY|STORE_FULL/.test(text)) return null;
    const { data } = JSON.parse(text) as { data?: { it?: Record<string, unknown> } | null };
    if (typeof data?.it?.['position'] === 'string')
      return `${data.it['position']} ${String(data.it['receipt'])}`;
    return `refused: ${text}`;
  }

  /** Null when the office was not there, or went before it had answered. */
  private async post(body: object): Promise<string | null> {
    try {
      const response = await fetch(`${this.tracker.officeUrl}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(15_000),
      });
      return await response.text();
    } catch {
      return null;
    }
  }

  private kill(victim: Victim): void {
    const running = processes();
    const office = running.filter(
      ({ parent, command }) => parent === this.tracker.pid && command.includes('office'),
    );
    const pidFile = join(this.tracker.dataDir, 'postgres', 'postmaster.pid');
    const postmaster = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
    const server = running.filter(({ pid, parent }) => pid === postmaster || parent === postmaster);
    const chosen = [
      ...(victim.includes('office') ? office : []),
      ...(victim.includes('PostgreSQL') ? server : []),
    ];
    if (chosen.length === 0) throw new Error(`${victim} does not run`);
    for (const { pid } of chosen) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // A backend that ended by itself meanwhile.
      }
    }
  }

  private async ready(): Promise<void> {
    const end = performance.now() + 120_000;
    for (;;) {
      const { ok } = await fetch(`${this.tracker.officeUrl}/readyz`, {
        signal: AbortSignal.timeout(10_000),
      }).catch(() => ({ ok: false }));
      if (ok) return;
      if (performance.now() > end) throw new Error(`not ready again: ${this.tracker.error}`);
      await sleep(100);
    }
  }
}

interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** What runs on this machine (proc(5)). */
function processes(): Running[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        return [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        return [];
      }
    });
}
