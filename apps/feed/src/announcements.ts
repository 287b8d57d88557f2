import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import pg from 'pg';
import { Subject, type Observable } from 'rxjs';
import type { TimelineEntry } from '#cases/public';
import type { FeedSettings } from '#platform/configuration';
import type { ReportError } from '#web';
import { PublicRecord } from './public-record.js';
import { Report } from './report.js';
import { Settings } from './site.js';

/** Behind LISTEN, for what a broken connection swallowed. */
const safetyPollMs = 5000;
const batch = 500;

/** Tells listeners of new public entries when they are published, one reading of the database for all of them. */
@Injectable()
export class Announcements implements OnModuleInit, OnApplicationShutdown {
  private readonly entries = new Subject<TimelineEntry>();
  private client: pg.Client | null = null;
  private last = -1;
  private reading: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Settings) private readonly settings: FeedSettings,
    @Inject(PublicRecord) private readonly record: PublicRecord,
    @Inject(Report) private readonly report: ReportError,
  ) {}

  /** Entries published from now on, of every case. */
  get published(): Observable<TimelineEntry> {
    return this.entries;
  }

  async onModuleInit(): Promise<void> {
    this.last = await this.record.index();
    await this.listen();
    this.timer = setInterval(() => {
      if (!this.client) void this.listen();
      this.read();
    }, safetyPollMs);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.entries.complete();
    await this.client?.end().catch(() => undefined);
  }

  private async listen(): Promise<void> {
    const client = new pg.Client({
      ...this.settings.database,
      connectionTimeoutMillis: 5000,
      keepAlive: true,
    });
    client.on('notification', () => {
      this.read();
    });
    client.on('error', () => {
      this.client = null;
    });
    try {
      await client.connect();
      await client.query('listen daylight_public');
      this.client = client;
    } catch (error) {
      this.report(error);
    }
  }

  private read(): void {
    this.reading = this.reading.then(async () => {
      try {
        const found = await this.record.entriesSince(this.last, null, batch);
        for (const entry of found) this.entries.next(entry);
        this.last = found.at(-1)?.index ?? this.last;
        if (found.length === batch) this.read();
      } catch (error) {
        this.report(error);
      }
    });
  }
}
