import {
  afterPublishing,
  canonicalJson,
  publish,
  releasesAfter,
  releaseType,
  unpublished,
  type Json,
  type Publication,
} from '#kernel';
import type { Controls } from '../controls/controls.js';
import { invalidField, type SealedEvent } from '../reading/sealed-event.js';
import type { Check } from './check.js';

interface Stream {
  version: number;
  publication: Publication;
  due: ReturnType<typeof releasesAfter>;
  ref: string | null;
  last: number;
}

const canonical = (value: unknown): string =>
  canonicalJson(JSON.parse(JSON.stringify(value ?? null)) as Json);

/** 9: event by event in its stream: versions, fields, visibility, entry and releases follow from what was before. */
export class StreamCheck {
  private readonly streams = new Map<string, Stream>();
  private readonly eventIds = new Set<string>();
  withoutId = 0;

  constructor(
    private readonly check: Check,
    private readonly controls: Controls,
  ) {}

  next(event: SealedEvent): void {
    const { index, stream: name, version, definition, open, leaf, leafHash, ref } = event;
    const stream = this.streams.get(name) ?? {
      ...{ version: -1, publication: unpublished, due: [], ref, last: index },
    };
    const fail = (message: string) => {
      this.check.fail({ index, message });
    };
    this.identity(event, fail);
    if (version !== stream.version + 1) fail('the versions of its stream are not dense');
    if (ref !== stream.ref) fail('it is in the stream of another case');
    const invalid = invalidField(event);
    if (invalid !== null) fail(`the field ${invalid} has a value that it cannot have`);
    const expected = publish(definition, open, ref, stream.publication);
    if (leaf.vis !== expected.vis)
      fail(`it has to be ${expected.vis}: its visibility does not follow from its type and case`);
    if (canonical(event.pub) !== canonical(expected.pub))
      fail('its public entry does not follow from its fields');
    const [due, ...rest] = stream.due;
    if (due ? due.type !== event.type : event.type === releaseType)
      fail('a release does not stand right after what raised the level');
    else if (due && canonical(due.data) !== canonical(open))
      fail('a release does not show what waited for it');
    this.controls.next(event);
    const before = stream.publication;
    const publication = afterPublishing(before, definition, open, leaf.vis, leafHash);
    const more =
      ref !== null && expected.pub
        ? releasesAfter(before, publication, ref, expected.pub.date)
        : [];
    this.streams.set(name, {
      ...{ version, publication, due: [...(due ? rest : []), ...more], ref, last: index },
    });
  }

  end(): void {
    for (const { due, last } of this.streams.values())
      if (due.length > 0)
        this.check.fail({
          index: last,
          message: 'a case was made public and its earlier steps were not released',
        });
  }

  private identity({ eventId }: SealedEvent, fail: (message: string) => void): void {
    if (eventId === null) {
      this.withoutId += 1;
      return;
    }
    if (this.eventIds.has(eventId)) fail('its event id stands twice');
    this.eventIds.add(eventId);
  }
}
