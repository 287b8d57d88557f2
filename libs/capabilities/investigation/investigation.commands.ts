import { courseCommands } from './course.rules.js';
import { matterCommands } from './matters.rules.js';
import { publicityCommands } from './publicity.rules.js';
import { recordCommands } from './records.rules.js';

export * from './course.rules.js';
export * from './matters.rules.js';
export * from './publicity.rules.js';
export * from './records.rules.js';

/** Every command of an investigation, as interfaces list them. */
export const investigationCommands = [
  ...courseCommands,
  ...recordCommands,
  ...publicityCommands,
  ...matterCommands,
] as const;
