import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { removalViews } from '#cases/process';
import { PublicRecord, publicViews } from './public-record.js';

interface Standing {
  name: string;
  lag: number;
  stopped: boolean;
}

/** Whether the process lives, and whether it can serve. */
@Controller()
export class HealthController {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(PublicRecord) private readonly record: PublicRecord,
  ) {}

  @Get('/healthz')
  healthz(): { ok: true } {
    return { ok: true };
  }

  @Get('/readyz')
  async readyz(@Res() response: Response): Promise<void> {
    response.setHeader('Cache-Control', 'no-store');
    const checks = await this.checks();
    const ok = checks.store.ok && checks.views.ok;
    response.status(ok ? 200 : 503).json({ ok, checks });
  }

  private async checks() {
    try {
      // Only the public views, and only what is published: more would say something about sealed work.
      const views = await this.database.query<Standing[]>(
        `select name, (h.position - p.position)::int as lag, stopped_at is not null as stopped
         from log.projection p, (select coalesce((select position from log.checkpoint order by size desc limit 1), -1) as position) h
         where live and name = any($1)`,
        [[...publicViews, ...removalViews]],
      );
      const last = await this.record.checkpoint();
      const stopped = views.filter((view) => view.stopped).map(({ name }) => ({ name }));
      const lag = Math.max(0, ...views.map((view) => view.lag));
      return {
        store: { ok: true },
        views: { ok: stopped.length === 0 && views.length > 0, lag, stopped },
        log: { size: last?.size ?? 0, publishedAt: last?.publishedAt ?? null },
      };
    } catch {
      const store = {
        ok: false,
        message: 'The database does not answer. Pages come back when it does.',
      };
      return {
        store,
        views: { ok: false, lag: null, stopped: [] },
        log: { size: null, publishedAt: null },
      };
    }
  }
}
