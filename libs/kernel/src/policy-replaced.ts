import { defineEvent } from './event-definition.js';
import { choice, day, open, sha256, text } from './field.js';
import { fill, localised } from './localised.js';

/** What leaf 0 fixes by a hash, and what a newer version or another witness file replaces. */
export const policyPart = choice('PolicyPart', 'One of the rules that a log is kept by.', {
  redaction: localised('隐去规则', 'redaction table'),
  schemas: localised('事件格式', 'schemas of the events'),
  views: localised('读取模型', 'read models'),
  witnesses: localised('见证人名单', 'list of witnesses'),
});

/** From here on another rule holds: so which rule held at any index is in the log itself. */
export const PolicyReplaced = defineEvent('log.PolicyReplaced', {
  version: 1,
  summary: localised('日志规则更替', 'A rule that the log is kept by was replaced.'),
  ofTheLog: true,
  fields: {
    part: open(policyPart),
    /** Of its canonical form; of the text for a list of witnesses. */
    hash: open(sha256),
    /** Name and version of the program that holds it. */
    software: open(text),
    on: open(day),
  },
  entry: ({ part, on, software }) => ({
    kind: 'policy-replaced',
    date: on,
    title: localised('日志规则已更替', 'A rule of the log was replaced'),
    text: fill(
      localised(
        '自此起{part}另有版本（{software}）。',
        'From here on another version of the {part} holds ({software}).',
      ),
      { part: policyPart.words[part], software },
    ),
  }),
});
