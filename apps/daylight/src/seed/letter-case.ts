import { readFileSync } from 'node:fs';
import { EnterPublicDocument, OpenInvestigation } from '#investigation/process';
import { localised, markWords, type Principal } from '#kernel';

interface LetterLine {
  readonly at: string;
  readonly summary: string;
  readonly personal?: readonly string[];
}

interface Letter {
  readonly title: { readonly zh: string; readonly en: string };
}

const ref = 'letter';
const fixture = (name: string) =>
  readFileSync(new URL(`../../fixtures/letter/${name}`, import.meta.url), 'utf8');

/** Said of every line: the letter says it, nobody found it. */
const says = localised('信中称', 'The letter says');
const withheld = markWords['privacy-of-the-person-affected'];

/** The open letter as it was written, line by line, nothing added. What names or exposes a person is a mark. */
export function* letterCommands(
  actor: Principal,
): Generator<OpenInvestigation | EnterPublicDocument> {
  const { title } = JSON.parse(fixture('letter.json')) as Letter;
  const lines = fixture('actions.ndjson')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LetterLine);
  const meta = (id: string) => ({ actor, commandId: `seed:letter:${id}` });
  const source = { zh: title.zh, en: title.en };
  yield new OpenInvestigation(
    {
      case: ref,
      title: source,
      publicity: 'public',
      basis: 'open-letter',
      receivedAt: lines[0]?.at ?? '',
    },
    meta('open'),
  );
  for (const [i, { at, summary, personal = [] }] of lines.entries()) {
    // A line holds the Chinese words and their translation, with a slash between.
    const cut = summary.indexOf(' / ');
    const whole = { zh: summary.slice(0, cut), en: summary.slice(cut + 3) };
    const excerpt = {
      zh: withhold(whole.zh, personal, withheld.zh),
      en: withhold(whole.en, personal, withheld.en),
    };
    const hides = excerpt.zh !== whole.zh || excerpt.en !== whole.en;
    yield new EnterPublicDocument(
      {
        case: ref,
        on: at.slice(0, 10),
        says,
        source,
        excerpt,
        ...(hides && { marks: ['privacy-of-the-person-affected'] as const, wording: summary }),
      },
      meta(String(i + 1)),
    );
  }
}

const withhold = (text: string, personal: readonly string[], mark: string) =>
  personal.reduce((shown, words) => shown.replaceAll(words, mark), text);
