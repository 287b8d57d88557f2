import { localised } from '#kernel';
import { defineControl } from './control.js';

/** The time of recording never goes back within a case, and every leaf bears the window of its time. */
export const noHiddenClock = defineControl({
  name: 'no-hidden-clock',
  sentence: localised(
    '记录时间从不倒退，且与公开的时间窗一致。',
    'Times of recording never go back, and the public times are their windows.',
  ),
  broken({ recordedAt, leaf: { iat } }, before, { sealWindow }) {
    if (before.recordedAt !== null && recordedAt < before.recordedAt)
      return localised('记录时间倒退', 'its time of recording goes back');
    return Math.floor(recordedAt / 1000 / sealWindow) * sealWindow === iat
      ? null
      : localised('公开的时间与记录时间不符', 'its public time is not the window of its time');
  },
});
