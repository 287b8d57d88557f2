import { describe, expect, it } from '@jest/globals';
import { stageWords, stages, stepOf, steps, stepWords } from './stages.js';

describe('stages and steps', () => {
  it.each([...stages])('%s has words in both languages and a step', (name) => {
    expect(stageWords[name].zh).toMatch(/^\p{Script=Han}+$/u);
    expect(stageWords[name].en).toMatch(/^[A-Z][a-z -]+$/);
    expect(steps).toContain(stepOf[name]);
  });

  it.each([...steps])('%s has words in both languages and a stage', (name) => {
    expect(stepWords[name].zh).toMatch(/^\p{Script=Han}+$/u);
    expect(stepWords[name].en).toMatch(/^[A-Z][a-z ]+$/);
    expect(stages.some((each) => stepOf[each] === name)).toBe(true);
  });

  it('are the thirteen of the design and the two that may follow', () => {
    expect(stages).toHaveLength(15);
    expect(new Set(stages).size).toBe(15);
    expect(stages.slice(-3)).toEqual(['closed', 'appeal', 'reopened']);
  });
});
