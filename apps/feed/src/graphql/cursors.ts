import { GraphQLError } from 'graphql';

/** Cursors are opaque to readers: base64url of a kind and a place. */
export const toCursor = (kind: 'case' | 'entry', place: string | number): string =>
  Buffer.from(`${kind}:${String(place)}`).toString('base64url');

/** @throws GraphQLError `BAD_USER_INPUT` for anything that is no cursor of this kind */
export function fromCursor(kind: 'case' | 'entry', cursor: string): string {
  const [found, place] = Buffer.from(cursor, 'base64url').toString('utf8').split(/:(.*)/s);
  const wellFormed = kind === 'entry' ? /^[1-9]\d{0,8}$/ : /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
  if (found === kind && place !== undefined && wellFormed.test(place)) return place;
  throw new GraphQLError('That is no cursor of this list. Take `endCursor` of the page before.', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
