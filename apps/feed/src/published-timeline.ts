import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import { DataSource } from 'typeorm';
import {
  caseFileOf,
  caseFiles,
  disclosureLines,
  disclosureOf,
  disclosuresInFile,
  disclosureViews,
  removalViews,
  requireNoneTakenBack,
  stateText,
  stateViews,
  writtenLine,
} from '#cases/process';
import type { FeedSettings } from '#platform/configuration';
import { atPublished, type PublicSnapshot } from '#projections';
import { Settings } from './site.js';

/** States that are kept: the newest, and the one before it for whoever is still reading. */
const mostStates = 2;

/** The public timeline for programs: what opens its leaves, and its state, each at exactly one published size. */
@Injectable()
export class PublishedTimeline {
  private readonly states = new Map<number, Promise<string>>();

  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(Settings) private readonly settings: FeedSettings,
  ) {}

  /** What opens a leaf of the published log; null for a sealed one. */
  disclosure(index: number): Promise<Awaited<ReturnType<typeof disclosureOf>>> {
    return this.at(disclosureViews, (snapshot) => disclosureOf(index, snapshot), index + 1);
  }

  /** @param size of the published log; the file is complete up to there */
  async disclosures(file: number, size: number): Promise<string> {
    const least = Math.min(size, (file + 1) * disclosuresInFile);
    const lines = await this.at(disclosureViews, (rows) => disclosureLines(file, rows), least);
    return lines.map(writtenLine).join('');
  }

  case(ref: string): ReturnType<typeof caseFileOf> {
    return this.at(stateViews, (snapshot) => caseFileOf(ref, snapshot));
  }

  async state(): Promise<string> {
    // Whoever finds the state in the making waits for it without holding a connection.
    const { state } = await this.at(stateViews, async (snapshot) => {
      await requireNoneTakenBack(snapshot);
      const kept = this.states.get(snapshot.size);
      const made = kept ?? this.made(snapshot);
      if (!kept) await made;
      return { state: made };
    });
    return state;
  }

  private made(snapshot: PublicSnapshot): Promise<string> {
    const { size } = snapshot;
    const state = this.compiled(snapshot);
    this.states.set(size, state);
    state.catch(() => this.states.delete(size));
    const [oldest] = this.states.keys();
    if (this.states.size > mostStates && oldest !== undefined) this.states.delete(oldest);
    return state;
  }

  private async compiled(snapshot: PublicSnapshot): Promise<string> {
    const cases: { ref: string; sha256: string }[] = [];
    for await (const { ref, text } of caseFiles(snapshot))
      cases.push({ ref, sha256: createHash('sha256').update(text).digest('hex') });
    const { size, root } = snapshot;
    return stateText({ origin: this.settings.origin, size, root }, cases);
  }

  private at<T>(
    views: readonly string[],
    work: (snapshot: PublicSnapshot) => Promise<T>,
    least = 0,
  ): Promise<T> {
    const reading = { views, beside: removalViews, least };
    return atPublished((use) => this.connected(use), reading, work);
  }

  private async connected<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    const runner = this.database.createQueryRunner();
    try {
      return await work((await runner.connect()) as pg.ClientBase);
    } finally {
      await runner.release();
    }
  }
}
