import { NotGenuine, type Leaf } from '#sealing/verify';
import { type Controls } from '../controls/controls.js';
import { Malformed } from '../failures.js';
import type { Line, Shown } from '../reading/lines.js';
import { readSealed, type SealedEvent } from '../reading/sealed-event.js';
import type { Checks, Profile } from './check.js';
import type { Place } from './disclosure.check.js';
import { FullCases } from './full-cases.js';
import { StreamCheck } from './stream.check.js';

/** 8 and 9: what a bundle with a sealed part shows beyond what anyone gets, and the controls over it. */
export class SealedCheck {
  private readonly streams: StreamCheck;
  private readonly cases: FullCases;
  private opened = 0;
  private closed = 0;

  constructor(
    private readonly checks: Checks,
    private readonly profile: Profile,
    readonly controls: Controls,
    named: readonly string[] | null,
  ) {
    this.streams = new StreamCheck(checks.policy, controls);
    this.cases = new FullCases(checks.openings, named);
  }

  leaf(place: Place, leaf: Leaf, line: Line | undefined): SealedEvent | null {
    const { index } = place;
    if (!line || !('sd' in line)) {
      if (leaf.vis === 'public')
        this.checks.policy.fail({ index, message: 'the sealed part does not show a public event' });
      this.closed += 1;
      return null;
    }
    const event = this.read(place, leaf, line);
    if (!event) return null;
    this.opened += 1;
    if (this.profile === 'full') this.cases.next(event);
    else if (event.opensContent || event.locked.length > 0)
      this.checks.policy.fail({ index, message: 'a bundle of profile procedure shows content' });
    this.streams.next(event);
    return event;
  }

  end(): void {
    if (this.profile === 'full') this.cases.end();
    this.streams.end();
    const { closed, opened } = this;
    const ids = this.streams.withoutId > 0 ? '; event ids are not shown, so not compared' : '';
    // Of a leaf that is not shown nobody can tell whether it is of another audience, or was to be hidden.
    if (closed === 0)
      this.checks.policy.end('pass', `${String(opened)} events follow from the rules${ids}`);
    else
      this.checks.policy.end(
        'not-checked',
        `${String(opened)} events follow from the rules; ${String(closed)} sealed leaves are not shown${ids}`,
      );
    for (const { name, result, events, message } of this.controls.results())
      if (result === 'fail')
        this.checks.policy.fail({ index: events[0], message: `control ${name}: ${message}` });
  }

  private read(place: Place, leaf: Leaf, line: Shown): SealedEvent | null {
    try {
      return readSealed(place, leaf, line);
    } catch (error) {
      if (!(error instanceof NotGenuine || error instanceof Malformed)) throw error;
      this.checks.policy.fail({ index: place.index, message: error.message });
      if (this.profile === 'full')
        this.checks.openings.fail({ index: place.index, message: error.message });
      return null;
    }
  }
}
