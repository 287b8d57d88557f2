import type { Instant } from './clock.js';
import type { AnyDefinition, PublicEventOf } from './event-definition.js';
import type { PublicEntry, PublishedEntry } from './publication.js';

/** A recorded event as a view folds it: open fields only, whatever the view. */
export interface Recorded<E> {
  /** Leaf index. */
  readonly index: number;
  readonly stream: string;
  readonly version: number;
  readonly event: E;
  /** Start of the sealing window in which it was recorded, as the public leaf says. */
  readonly sealedAt: Instant;
  /** Day of recording in the installation's zone. Only views of the panel may write it. */
  readonly recordedOn: string;
  readonly leafHash: string;
  /** Null in a sealed event. */
  readonly pub: PublicEntry | PublishedEntry | null;
  /** The leaf and its public windows (SD-JWT, RFC 9901). Only the leaf in a sealed event. */
  readonly presentation: string;
}

/** A read model row is plain data under one text key. */
export interface Row {
  readonly key: string;
}

/**
 * What a view folds, and who may read it: `public` folds public events up to the publication horizon · `removal` folds
 * public events to the head, and says only what is not to be shown any more · `slot` folds all events up to the last
 * publication slot, for counts that must not tick live, and is public without its `withheld` columns · `panel` folds all
 * events to the head and stays with the panel.
 */
export type Reach = 'public' | 'removal' | 'slot' | 'panel';

export type Fold<R, E> = (row: R | undefined, recorded: Recorded<E>) => R | null | undefined;

/**
 * A read model as a pure fold: `(row, event) → row`, null to remove, undefined to leave as it is. Every event type of
 * `D` has a handler: a forgotten one does not compile.
 */
export interface View<R extends Row, D extends AnyDefinition> {
  readonly name: string;
  /** Raise it and the view is built afresh beside the live one. */
  readonly version: number;
  readonly reach: Reach;
  /** Columns that the fold needs and no reader of a `slot` view gets. */
  readonly withheld?: readonly (keyof R & string)[];
  readonly events: readonly D[];
  key(recorded: Recorded<PublicEventOf<D>>): string;
  readonly on: { readonly [T in D['type']]: Fold<R, Extract<PublicEventOf<D>, { type: T }>> };
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyView = View<any, any>;

export const defineView = <R extends Row, D extends AnyDefinition>(view: View<R, D>): View<R, D> =>
  view;

/** The same fold for every event of a list; what is named beside it in `on` goes first. */
export const forEvery = <R extends Row, D extends AnyDefinition>(
  events: readonly D[],
  fold: (row: R | undefined, recorded: Recorded<PublicEventOf<D>>) => R | null | undefined,
): View<R, D>['on'] =>
  Object.fromEntries(events.map(({ type }) => [type, fold])) as unknown as View<R, D>['on'];
