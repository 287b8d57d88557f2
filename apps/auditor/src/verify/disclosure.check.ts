import { canonicalJson, PolicyReplaced, type Json } from '#kernel';
import { NotGenuine, type Leaf } from '#sealing/verify';
import type { PublicFold } from '../fold/public-fold.js';
import { Malformed } from '../failures.js';
import type { Line } from '../reading/lines.js';
import {
  entryOf,
  isPublishable,
  readPublic,
  recordedOf,
  type PublicEvent,
} from '../reading/public-event.js';
import { openFieldsOf } from '../reading/windows.js';
import { Chains } from './chains.js';
import type { Check } from './check.js';
import type { Ground } from './ground.js';
import { Holes } from './holes.js';
import { isRelease, Releases, shownBy } from './releases.js';

/** A leaf at its place. */
export interface Place {
  readonly index: number;
  readonly entry: string;
  /** Hex. */
  readonly leafHash: string;
}

/** 6: everything that is shown belongs to its leaf, and everything that has to be shown is. What it opens is folded. */
export class DisclosureCheck {
  private readonly chains: Chains;
  private readonly holes: Holes;
  private readonly releases: Releases;
  private shown = 0;

  constructor(
    private readonly check: Check,
    private readonly ground: Ground,
    private readonly fold: PublicFold,
  ) {
    this.chains = new Chains(check);
    this.holes = new Holes(check);
    this.releases = new Releases(check);
  }

  /** @returns what the leaf shows, null when it shows nothing, or nothing that is to be believed */
  leaf(place: Place, leaf: Leaf, line: Line | undefined): PublicEvent | null {
    const { index, leafHash } = place;
    if (!line || !('sd' in line)) {
      this.holes.leaf(index, leaf.vis === 'public', leafHash, line);
      return null;
    }
    const event = this.read(place, leaf, line.sd);
    if (!event) return null;
    this.shown += 1;
    if (leaf.vis === 'sealed') {
      this.releases.shown(event, line);
      return event;
    }
    this.publicEvent(event);
    return event;
  }

  end(): void {
    this.releases.end();
    this.holes.end(this.chains.withdrawn());
    this.chains.end(this.holes);
    const { count } = this.holes;
    const withheld = count === 0 ? '' : `, ${String(count)} withheld with a reason`;
    this.check.end(
      'pass',
      `${String(this.shown)} leaves open${withheld}; ${String(this.chains.cases)} cases without a gap`,
    );
  }

  /** How many leaves are not shown, with a reason. */
  get withheld(): number {
    return this.holes.count;
  }

  private read(place: Place, leaf: Leaf, sd: readonly string[]): PublicEvent | null {
    try {
      return readPublic(place, leaf, sd);
    } catch (error) {
      if (!(error instanceof NotGenuine || error instanceof Malformed)) throw error;
      this.check.fail({ index: place.index, message: error.message });
      return null;
    }
  }

  private publicEvent(event: PublicEvent): void {
    const { index, pub, definition } = event;
    if (!pub) return;
    if (!isPublishable(event)) {
      this.check.fail({ index, message: 'an event of this type and content is never public' });
      return;
    }
    this.hidden(event);
    if (event.type === PolicyReplaced.type) {
      const { part, hash } = event.data as { part: keyof Ground['rules']; hash: string };
      this.ground.replace(part, hash);
    }
    if (definition.ofTheLog !== true) {
      const release = isRelease(event);
      // Before the release: as if they had been public from the start (decision 0014).
      for (const { event: earlier, pub: entry } of release ? this.releases.released(event) : [])
        this.fold.take(recordedOf(earlier, entry));
      this.chains.next(event, release ? shownBy(event).length : 0);
    }
    this.fold.take(recordedOf(event, pub));
  }

  /** An optional field that is not shown is absent, unless the entry that was made of the fields says otherwise. */
  private hidden({ index, definition, data, pub }: PublicEvent): void {
    const made = entryOf(definition, data);
    if (made?.kind !== pub?.kind || made?.date !== pub?.date) {
      this.check.fail({ index, message: 'the public entry is not that of its fields' });
      return;
    }
    const absent = openFieldsOf(definition).find((name) => !(name in data));
    if (
      absent !== undefined &&
      made &&
      canonicalJson(wordsOf(made)) !== canonicalJson(wordsOf(pub))
    )
      this.check.fail({
        index,
        message: `the open field ${absent} is not shown, or its words differ`,
      });
  }
}

const wordsOf = (entry: object | null): Json => {
  const { title, text, role, marks } = (entry ?? {}) as Record<string, Json>;
  return { title: title ?? null, text: text ?? null, role: role ?? null, marks: marks ?? null };
};
