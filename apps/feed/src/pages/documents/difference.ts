import { diffArrays } from 'diff';
import { languageTag, type Language } from '#kernel';

/** A stretch of a comparison: in both texts, only in the later one, or only in the earlier one. */
export interface Piece {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Changes of one comparison. A stretch that would need more is shown as removed and added whole. */
const mostEdits = 2000;

/**
 * What changed from one text to the other, word by word; in Chinese by the words of `Intl.Segmenter`. Lines first, so
 * that a long text costs little; then words within the lines that differ.
 */
export function difference(before: string, after: string, language: Language): readonly Piece[] {
  const segmenter = new Intl.Segmenter(languageTag[language], { granularity: 'word' });
  // In short runs, and only where no space parts the words: a segment carries a copy of the whole text that was
  // segmented, so a long one would cost its square.
  const words = (text: string): string[] =>
    (text.match(runs) ?? []).flatMap((run) =>
      unspaced.test(run) ? [...segmenter.segment(run)].map(({ segment }) => segment) : [run],
    );
  const pieces = merged(compared(linesOf(before), linesOf(after))).flatMap((piece, at, all) => {
    const next = all[at + 1];
    // A removed stretch with the added one that follows it: the same place, told in other words.
    if (piece.kind === 'removed' && next?.kind === 'added')
      return compared(words(piece.text), words(next.text));
    return piece.kind === 'added' && all[at - 1]?.kind === 'removed' ? [] : [piece];
  });
  return merged(pieces);
}

const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Letters and digits, or what stands between them. */
const runs = /[\p{L}\p{M}\p{N}]{1,200}|[^\p{L}\p{M}\p{N}]{1,200}/gu;

const linesOf = (text: string): string[] => text.split(/(?<=\n)/).filter((line) => line !== '');

function compared(before: readonly string[], after: readonly string[]): Piece[] {
  const changes = diffArrays([...before], [...after], { maxEditLength: mostEdits }) ?? [
    { removed: true, added: false, value: before },
    { removed: false, added: true, value: after },
  ];
  return changes.flatMap(({ removed, added, value }) =>
    value.map((text): Piece => ({ kind: removed ? 'removed' : added ? 'added' : 'same', text })),
  );
}

/** Neighbours of one kind as one, and within a change what was removed before what was added. */
function merged(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  let [removed, added] = ['', ''];
  const close = (): void => {
    if (removed !== '') result.push({ kind: 'removed', text: removed });
    if (added !== '') result.push({ kind: 'added', text: added });
    [removed, added] = ['', ''];
  };
  for (const { kind, text } of pieces) {
    if (kind === 'removed') removed += text;
    else if (kind === 'added') added += text;
    else {
      close();
      const last = result.at(-1);
      if (last?.kind === 'same') result[result.length - 1] = { kind, text: last.text + text };
      else result.push({ kind, text });
    }
  }
  close();
  return result;
}
