import { localised } from '#kernel';
import { defineControl } from './control.js';

/** A key that is gone was destroyed by an act of the log. No act of this version destroys one. */
export const noUnloggedErasure = defineControl({
  name: 'no-unlogged-erasure',
  sentence: localised(
    '没有未经记录的销毁：每个密钥都在，或由日志中的行为销毁。',
    'No key is gone without an act of the log that destroyed it.',
  ),
  broken: ({ locked }) =>
    locked.length > 0
      ? localised('密钥已不存在，而日志中没有销毁记录', 'a key is gone and no act says so')
      : null,
});
