import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Engine } from '#engine';
import { readCheckpoints, sizeAt } from '#projections';

/** Reading goes on, so the office stays in service. */
const diskLow =
  'Less than 64 MB are free: nothing is recorded until there is room. Free disk space; reading goes on.';

/** Whether the process lives, and whether it can serve. */
@Controller()
export class HealthController {
  constructor(@Inject('Engine') private readonly engine: Engine) {}

  @Get('healthz')
  healthz(): { ok: true } {
    return { ok: true };
  }

  @Get('readyz')
  async readyz(@Res() response: Response): Promise<void> {
    const checks = await this.checks();
    const ok = checks.store.ok && checks.views.ok;
    response.status(ok ? 200 : 503).json({ ok, checks });
  }

  private async checks() {
    try {
      const head = await this.engine.store.head();
      const live = (await readCheckpoints(this.engine.pool)).filter(
        (checkpoint) => checkpoint.live,
      );
      const stopped = live.flatMap(({ name, version, stopped: at }) =>
        at ? [{ name, version, at: at.at, reason: at.reason }] : [],
      );
      const size = sizeAt(head);
      // A view of slots stands where its last slot ended, and is not behind.
      const slots = new Set(
        this.engine.projections.parts.views.flatMap(({ view }) =>
          view.reach === 'slot' ? [view.name] : [],
        ),
      );
      const following = live.filter(({ name }) => !slots.has(name));
      const lag = Math.max(0, ...following.map(({ position }) => size - sizeAt(position)));
      return {
        store: this.engine.room.low ? { ok: true, degraded: diskLow } : { ok: true },
        views: { ok: stopped.length === 0, lag, stopped },
        log: { size, publishedAt: null },
      };
    } catch {
      const store = {
        ok: false,
        message: 'The database does not answer. Commands and reads are refused until it is back.',
      };
      return {
        store,
        views: { ok: false, lag: null, stopped: [] },
        log: { size: null, publishedAt: null },
      };
    }
  }
}
