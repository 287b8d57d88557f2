import { constituency, type CharterRules } from '#committee/process';
import { localised, type Localised } from '#kernel';
import { ruleWords, say } from '../words.js';

/** A checked rule as a sentence. */
export interface RuleSentence {
  readonly rule: keyof CharterRules;
  readonly words: Localised;
}

const numbers = [
  'leastEmployeeElected',
  'leastExternal',
  'leastAlternates',
  'leastWomenPercent',
  'quorumPercent',
  'leastPresent',
  'longestTermDays',
  'noticeDays',
] as const;

/** What the rules of a charter say, in words. A rule of zero is no rule and has no sentence. */
export function rulesInWords(rules: CharterRules): readonly RuleSentence[] {
  const { seats, majority } = rules;
  const seatsOf = (language: 'zh' | 'en', between: string): string =>
    (seats ?? [])
      .map((row) => `${constituency.words[row.constituency][language]} ${String(row.seats)}`)
      .join(between);
  return [
    {
      rule: 'seats',
      words:
        seats === undefined
          ? ruleWords.anySeats
          : say(ruleWords.seats, { seats: localised(seatsOf('zh', '、'), seatsOf('en', ', ')) }),
    },
    ...numbers
      .filter((rule) => rules[rule] > 0)
      .map((rule) => ({ rule, words: say(ruleWords[rule], { n: rules[rule] }) })),
    { rule: 'majority', words: majority === 'simple' ? ruleWords.simple : ruleWords.twoThirds },
  ];
}
