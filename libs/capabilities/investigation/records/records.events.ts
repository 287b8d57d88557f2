import {
  caseRef,
  day,
  defineEvent,
  instant,
  listOf,
  localised,
  localisedText,
  markReasons,
  named,
  narrative,
  noted,
  oneOf,
  open,
  optional,
  panel,
  personal,
  precisions,
  procedure,
  record,
  text,
  uuid,
  type ValuesOf,
} from '#kernel';

export const precision = noted(
  'How exactly a day is known.',
  named('Precision', oneOf(...precisions)),
);
export const markReason = noted(
  'Why words are withheld.',
  named('MarkReason', oneOf(...markReasons)),
);

/** A kind of action or an acting role that may show as a bare step, with the words for it. */
export const listedWord = noted(
  'A kind or role, and the words that the public reads for it.',
  named('ListedWord', record({ name: text, words: localisedText })),
);
export type ListedWord = ValuesOf<{ name: typeof text; words: typeof localisedText }>;

/** It was decided which kinds of recorded actions the public sees as bare steps. Earlier actions stay as they were. */
export const PublicationPolicySet = defineEvent('investigation.PublicationPolicySet', {
  version: 1,
  summary: localised(
    '确定公开范围',
    'It was decided which kinds of actions are public as bare steps.',
  ),
  fields: {
    case: open(caseRef),
    on: open(day),
    kinds: open(listOf(listedWord, 200)),
    roles: open(listOf(listedWord, 200)),
  },
  entry: ({ on, kinds }) => ({
    kind: 'publication-policy',
    date: on,
    title: localised('确定公开范围', 'Publication policy set'),
    text: {
      zh: `以下 ${String(kinds.length)} 类行动将作为步骤公开（只公开种类、日期和角色）：${kinds.map(({ words }) => words.zh).join('、')}。`,
      en: `Actions of ${String(kinds.length)} kinds are shown as bare steps, with kind, day and acting role only: ${kinds.map(({ words }) => words.en).join(', ')}.`,
    },
  }),
});

/** Something was done in the investigation. */
export const ActionRecorded = defineEvent('investigation.ActionRecorded', {
  version: 1,
  summary: localised('记录行动', 'Something that was done in the investigation was recorded.'),
  fields: {
    case: open(caseRef),
    on: open(day),
    precision: open(precision),
    // What the policy in force lists is recorded a second time as open fields; the exact ones stay sealed.
    shownKind: open(optional(listedWord)),
    shownRole: open(optional(listedWord)),
    kind: procedure(text),
    actorRole: procedure(optional(text)),
    at: procedure(instant),
    actorId: procedure(optional(uuid)),
    actor: personal('actorId')(optional(text)),
    summary: panel(optional(narrative)),
    // The record as it was received, word for word, split at the same names.
    source: panel(optional(narrative)),
  },
  entry: ({ on, precision, shownKind, shownRole }) =>
    shownKind
      ? {
          kind: shownKind.name,
          date: on,
          precision,
          title: shownKind.words,
          ...(shownRole && { role: shownRole.words }),
        }
      : null,
});

/** An excerpt of a document that is already public was entered, with its source. */
export const PublicDocumentEntered = defineEvent('investigation.PublicDocumentEntered', {
  version: 1,
  summary: localised(
    '录入公开文件',
    'An excerpt of a document that is already public was entered.',
  ),
  fields: {
    case: open(caseRef),
    on: open(day),
    precision: open(precision),
    /** Who says it, for example "the letter says". */
    says: open(localisedText),
    source: open(localisedText),
    /** The words that may be shown again; what names or exposes a person is a mark. */
    excerpt: open(localisedText),
    marks: open(listOf(markReason, 50)),
    /** The excerpt as the document has it, where words were withheld. */
    wording: panel(optional(narrative)),
  },
  entry: ({ on, precision, says, source, excerpt, marks }) => ({
    kind: 'document',
    date: on,
    precision,
    title: { zh: `${says.zh}（${source.zh}）`, en: `${says.en} (${source.en})` },
    text: excerpt,
    marks,
  }),
});
