import { Controller, Get, Headers, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { TimelineEntry } from '#cases/public';
import { Announcements } from './announcements.js';
import { absent } from './answers.js';
import { PublicRecord } from './public-record.js';

const pingMs = 20_000;
/** Readers of one process at once; one more is asked to come back later. */
const mostReaders = 2000;
/** Entries sent to a reader who comes back after a long time; the page has the rest. */
const mostMissed = 100;

const message = ({ index, ref, n, kind }: TimelineEntry) =>
  `event: entry\nid: ${String(index)}\ndata: ${JSON.stringify({ ref, n, kind })}\n\n`;

/** Live announcements (server-sent events): that there is a new entry, never its words. */
@Controller()
export class EventsController {
  private readers = 0;

  constructor(
    @Inject(PublicRecord) private readonly record: PublicRecord,
    @Inject(Announcements) private readonly announcements: Announcements,
  ) {}

  @Get('/cases/:ref/events')
  async events(
    @Param('ref') ref: string,
    @Query('after') after: unknown,
    @Headers('last-event-id') lastSeen: string | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    if (!(await this.record.case(ref))) {
      await absent(this.record, ref, request, response);
      return;
    }
    // Whoever went away meanwhile is not told of by `close` any more, and would hold a place for ever.
    if (response.destroyed) return;
    if (this.readers >= mostReaders) {
      response.setHeader('Retry-After', '60');
      response.status(503).end();
      return;
    }
    this.readers += 1;
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    let sent = -1;
    const send = (entry: TimelineEntry) => {
      if (entry.ref !== ref || entry.index <= sent) return;
      sent = entry.index;
      // A reader who does not read is let go, with an id from which it can go on.
      if (!response.write(message(entry)) && response.writableLength > 64 * 1024) response.end();
    };
    const waiting: TimelineEntry[] = [];
    let hold: TimelineEntry[] | null = waiting;
    const subscription = this.announcements.published.subscribe({
      next: (entry) => {
        if (hold) hold.push(entry);
        else send(entry);
      },
      complete: () => response.end(),
    });
    const ping = setInterval(() => response.write(': ping\n\n'), pingMs);
    response.on('close', () => {
      clearInterval(ping);
      subscription.unsubscribe();
      this.readers -= 1;
    });
    response.write(': hello\n\n');
    const from = index(lastSeen) ?? index(after);
    if (from !== null) {
      for (const entry of await this.record.entriesSince(from, ref, mostMissed)) send(entry);
    }
    hold = null;
    waiting.forEach(send);
  }
}

const index = (text: unknown): number | null =>
  typeof text === 'string' && /^-?\d{1,9}$/.test(text) ? Number(text) : null;
