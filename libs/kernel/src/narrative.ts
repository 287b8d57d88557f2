import { Invalid } from './errors.js';

/** A piece of a narrative. With `about` it is sealed under that person's key, else under the key of the case. */
export interface Segment {
  readonly text: string;
  /** Id of the person whom this piece names. */
  readonly about?: string | undefined;
}

/** Free text in pieces, so that a person can be forgotten without losing the sentence. Joined, it is the text as written. */
export type Narrative = readonly Segment[];

/** A name as the text writes it, and whom it means. */
export interface Mention {
  readonly name: string;
  readonly person: string;
}

/** More pieces than this make an event too large to seal. */
export const maxSegments = 256;

/**
 * Splits a text at the names that it mentions and, while there is room, at sentence ends.
 * @throws Invalid `INVALID_VALUE` when the names alone would make more than 256 pieces
 */
export function narrate(text: string, mentions: readonly Mention[] = []): Narrative {
  const pieces = splitAtNames(text, mentions);
  if (pieces.length > maxSegments) {
    throw new Invalid(
      'narrative',
      `names split it into more than ${String(maxSegments)} pieces; record it in parts`,
    );
  }
  const fine = pieces.flatMap((piece) => (piece.about ? [piece] : sentences(piece.text)));
  return fine.length > maxSegments ? pieces : fine;
}

export const narrativeText = (narrative: Narrative): string =>
  narrative.map((segment) => segment.text).join('');

function splitAtNames(text: string, mentions: readonly Mention[]): Segment[] {
  // The longest name wins, so that a full name is not cut at the surname inside it.
  const names = mentions
    .filter(({ name }) => name.length > 0)
    .toSorted((a, b) => b.name.length - a.name.length);
  const pieces: Segment[] = [];
  let from = 0;
  const keep = (to: number) => {
    if (to > from) pieces.push({ text: text.slice(from, to) });
  };
  for (let at = 0; at < text.length;) {
    const found = names.find(
      ({ name }) => text.startsWith(name, at) && standsAlone(text, at, name),
    );
    if (!found) {
      at += 1;
      continue;
    }
    keep(at);
    pieces.push({ text: found.name, about: found.person });
    from = at + found.name.length;
    at = from;
  }
  keep(text.length);
  return pieces;
}

/** A name in letters that form words must not be a part of a longer word, nor lose an accent; Chinese has no such boundary. */
function standsAlone(text: string, at: number, name: string): boolean {
  const before = text.slice(0, at).at(-1) ?? '';
  const after = text[at + name.length] ?? '';
  return (
    !(inWord(before) && inWord(name[0] ?? '')) && !(inWord(name.at(-1) ?? '') && inWord(after))
  );
}

const inWord = (character: string) =>
  /[\p{L}\p{M}\p{N}]/u.test(character) &&
  !/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u.test(character);

function sentences(text: string): Segment[] {
  const found = text.match(/[^。！？!?\n]*?(?:[。！？\n]+|[.!?]+(?:\s+|$)|$)/gu) ?? [text];
  const pieces = found.filter((piece) => piece !== '').map((piece) => ({ text: piece }));
  return pieces.map((piece) => piece.text).join('') === text ? pieces : [{ text }];
}
