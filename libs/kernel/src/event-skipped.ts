import { defineEvent } from './event-definition.js';
import { day, integer, open, panel, text } from './field.js';
import { localised } from './localised.js';

/** A view passes over an event that it cannot fold: decided by a person, and public, since what anyone reads lacks it. */
export const EventSkipped = defineEvent('log.EventSkipped', {
  version: 1,
  summary: localised('视图跳过事件', 'A view was told to pass over an event.'),
  ofTheLog: true,
  fields: {
    view: open(text),
    /** Another version of the view folds the event again. */
    viewVersion: open(integer),
    /** Leaf index of the event. */
    index: open(integer),
    on: open(day),
    reason: panel(text),
  },
  entry: ({ view, viewVersion, index, on }) => ({
    kind: 'event-skipped',
    date: on,
    title: localised('视图跳过一条记录', 'A view passes over a record'),
    text: localised(
      `视图 ${view}（第 ${String(viewVersion)} 版）无法处理日志第 ${String(index)} 条记录，因此跳过。该记录仍在日志中。`,
      `View ${view}, version ${String(viewVersion)}, could not be built beyond record ${String(index)} of the log and passes over it. The record stays in the log.`,
    ),
  }),
});
