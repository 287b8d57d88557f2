import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Gauge, Registry } from 'prom-client';
import type { Engine } from '#engine';
import type { Principal } from '#kernel';
import { readCheckpoints, sizeAt } from '#projections';

/** Figures for Prometheus. They tell the rhythm of sealed work, so they need a token like everything of the office. */
@Controller('metrics')
export class MetricsController {
  private readonly registry = new Registry();

  constructor(@Inject('Engine') private readonly engine: Engine) {
    const size = this.gauge('daylight_log_size', 'Leaves in the log.');
    const lag = this.gauge(
      'daylight_projection_lag_events',
      'Events that a view has not folded yet.',
      'view',
    );
    const stopped = this.gauge(
      'daylight_projection_stopped',
      '1 when a view stopped at an event that it cannot fold.',
      'view',
    );
    this.collect = async () => {
      const leaves = sizeAt(await this.engine.store.head());
      size.set(leaves);
      for (const { name, live, position, stopped: at } of await readCheckpoints(this.engine.pool)) {
        if (!live) continue;
        lag.set({ view: name }, leaves - sizeAt(position));
        stopped.set({ view: name }, at === null ? 0 : 1);
      }
    };
  }

  private readonly collect: () => Promise<void>;

  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  async metrics(@Req() request: Request & { principal?: Principal }): Promise<string> {
    this.engine.access.require(request.principal ?? null, 'metrics.read');
    await this.collect();
    return this.registry.metrics();
  }

  private gauge<L extends string>(name: string, help: string, ...labelNames: L[]): Gauge<L> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }
}
