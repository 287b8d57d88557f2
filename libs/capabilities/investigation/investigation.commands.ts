import { closingCommands } from './course/closing.rules.js';
import { courseCommands } from './course/course.rules.js';
import { matterCommands } from './matters/matters.rules.js';
import { publicityCommands } from './publicity/publicity.rules.js';
import { recordCommands } from './records/records.rules.js';

export * from './course/closing.rules.js';
export * from './course/course.rules.js';
export * from './matters/matters.rules.js';
export * from './publicity/publicity.rules.js';
export * from './records/records.rules.js';

/** Every command of an investigation, as interfaces list them. */
export const investigationCommands = [
  ...courseCommands,
  ...closingCommands,
  ...recordCommands,
  ...publicityCommands,
  ...matterCommands,
] as const;
