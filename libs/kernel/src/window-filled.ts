import { defineEvent } from './event-definition.js';
import { integer, procedure } from './field.js';
import { localised } from './localised.js';

/**
 * A filler: says nothing, and its leaf cannot be told from that of any sealed event. It brings a sealing window to a
 * multiple of a batch, so that how many things were recorded in a window shows in coarse steps only.
 */
export const WindowFilled = defineEvent('log.WindowFilled', {
  version: 1,
  summary: localised('窗口填充', 'A filler: brings a sealing window to a full batch.'),
  ofTheLog: true,
  fields: {
    /** Start of the window, seconds since 1970. */
    window: procedure(integer),
  },
});

/** The stream of fillers: apart from the log's own acts, since it grows with time and nothing is decided on it. */
export const fillerStream = 'fillers';
