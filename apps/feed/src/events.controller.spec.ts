import { expect, it } from '@jest/globals';
import type { Request, Response } from 'express';
import { NEVER } from 'rxjs';
import type { Announcements } from './announcements.js';
import { EventsController } from './events.controller.js';
import type { PublicRecord } from './public-record.js';

/** The places of one process, and as many readers who are gone before the database has answered. */
const places = 2000;

it('a reader who went away before the stream began holds no place', async () => {
  const record = { case: () => Promise.resolve({}) } as unknown as PublicRecord;
  const announcements = { published: NEVER } as unknown as Announcements;
  const controller = new EventsController(record, announcements);
  const ask = async (destroyed: boolean) => {
    const said: unknown[] = [];
    const tell = (...what: unknown[]) => {
      said.push(what[0]);
      return response;
    };
    let close: () => void = () => undefined;
    const response = {
      ...{ destroyed, writableLength: 0, setHeader: tell, write: tell, end: tell },
      ...{ writeHead: tell, status: tell },
      on: (_event: string, then: () => void) => {
        close = then;
      },
    };
    await controller.events(
      ...(['demo', undefined, undefined, {} as Request, response as unknown as Response] as const),
    );
    close();
    return said[0];
  };
  for (let i = 0; i < places; i += 1) expect(await ask(true)).toBeUndefined();
  expect(await ask(false)).toBe(200);
});
