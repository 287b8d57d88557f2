import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ChangeStage,
  CloseInvestigation,
  investigation,
  OpenInvestigation,
  Pause,
  RecordAction,
  Reopen,
  Resume,
  SetPublicationPolicy,
  stages,
  type Stage,
} from '#investigation/process';
import { Refused, type AnyEvent, type FoldedEventOf } from '#kernel';
import { context } from '../language/given.js';
import { everyRole } from '../language/principals.js';

/** What a reader of the rules would keep on a slip of paper. */
interface Slip {
  open: boolean;
  stage: Stage;
  paused: boolean;
  listed: readonly string[];
}

type AnyCommand = Parameters<typeof investigation.decide>[0];
/** What should happen: a refusal, nothing, or one event of a type. */
type Expectation = { refused: string } | { nothing: true } | { event: string };

interface Step {
  readonly command: AnyCommand;
  readonly expect: (slip: Slip) => Expectation;
  readonly then: (slip: Slip) => void;
}

const meta = { actor: everyRole, commandId: 'c' };
const words = (name: string) => ({ name, words: { zh: name, en: name } });
const kinds = ['interview', 'letter', 'visit'];

const open: fc.Arbitrary<Step> = fc.boolean().map((good) => ({
  command: new OpenInvestigation(
    {
      case: 'a',
      title: { zh: '一', en: 'A' },
      publicity: 'public',
      basis: 'panel-record',
      receivedAt: good ? '2026-03-02T09:30:00+08:00' : '2026-02-30T09:30:00+08:00',
    },
    meta,
  ),
  expect: (slip) =>
    slip.open
      ? { refused: 'investigation.already-open' }
      : good
        ? { event: 'investigation.InvestigationOpened' }
        : { refused: 'investigation.not-a-moment' },
  then: (slip) => {
    if (!slip.open && good)
      Object.assign(slip, { open: true, stage: 'received', paused: false, listed: [] });
  },
}));

const policy: fc.Arbitrary<Step> = fc.subarray(kinds).map((list) => ({
  command: new SetPublicationPolicy({ case: 'a', kinds: list.map(words), roles: [] }, meta),
  expect: (slip) =>
    !slip.open
      ? { refused: 'investigation.no-such-case' }
      : JSON.stringify(slip.listed) === JSON.stringify(list)
        ? { nothing: true }
        : { event: 'investigation.PublicationPolicySet' },
  then: (slip) => {
    if (slip.open) slip.listed = list;
  },
}));

const act: fc.Arbitrary<Step> = fc.constantFrom(...kinds, 'other').map((kind) => ({
  command: new RecordAction({ case: 'a', at: '2026-03-02T01:00:00Z', kind }, meta),
  expect: (slip) =>
    slip.open
      ? { event: 'investigation.ActionRecorded' }
      : { refused: 'investigation.no-such-case' },
  then: () => undefined,
}));

const after = (a: Stage, b: Stage) => stages.indexOf(a) > stages.indexOf(b);

const stage: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom(...stages), fc.boolean())
  .map(([to, reasoned]) => {
    const expected = (slip: Slip): Expectation => {
      if (!slip.open) return { refused: 'investigation.no-such-case' };
      if (slip.stage === 'closed' && to !== 'appeal') return { refused: 'investigation.closed' };
      if (slip.paused) return { refused: 'investigation.paused' };
      if (slip.stage === to) return { nothing: true };
      if (to === 'closed') return { refused: 'investigation.close-instead' };
      if (to === 'reopened') return { refused: 'investigation.reopen-instead' };
      const again = slip.stage === 'reopened' || slip.stage === 'appeal';
      if (!again && after(slip.stage, to) && !reasoned)
        return { refused: 'investigation.going-back-needs-reason' };
      return { event: 'investigation.StageEntered' };
    };
    return {
      command: new ChangeStage({ case: 'a', to, ...(reasoned && { reason: 'Because.' }) }, meta),
      expect: expected,
      then: (slip) => {
        if ('event' in expected(slip)) slip.stage = to;
      },
    };
  });

/** A step that does one thing to an open case, unless a rule stands against it. */
const turn = (
  command: AnyCommand,
  ruled: (slip: Slip) => Expectation,
  then: (slip: Slip) => void,
): fc.Arbitrary<Step> => {
  const expected = (slip: Slip): Expectation =>
    slip.open ? ruled(slip) : { refused: 'investigation.no-such-case' };
  return fc.constant({
    command,
    expect: expected,
    then: (slip: Slip) => {
      if ('event' in expected(slip)) then(slip);
    },
  });
};

const because = { case: 'a', reason: 'Because.' };
const pause = turn(
  new Pause({ ...because, reasonClass: 'police_first' }, meta),
  (slip) =>
    slip.stage === 'closed'
      ? { refused: 'investigation.closed' }
      : slip.paused
        ? { nothing: true }
        : { event: 'investigation.InvestigationPaused' },
  (slip) => {
    slip.paused = true;
  },
);
const resume = turn(
  new Resume(because, meta),
  (slip) => (slip.paused ? { event: 'investigation.InvestigationResumed' } : { nothing: true }),
  (slip) => {
    slip.paused = false;
  },
);
const exit = turn(
  new CloseInvestigation({ ...because, outcome: 'out_of_scope' }, meta),
  (slip) =>
    slip.stage === 'closed'
      ? { refused: 'investigation.closed' }
      : slip.paused
        ? { refused: 'investigation.paused' }
        : after(slip.stage, 'triage') && slip.stage !== 'reopened'
          ? { refused: 'investigation.exit-only-from-triage' }
          : { event: 'investigation.InvestigationClosed' },
  (slip) => {
    slip.stage = 'closed';
  },
);
const reopen = turn(
  new Reopen({ ...because, reasonClass: 'new_evidence' }, meta),
  (slip) =>
    slip.stage === 'closed' || slip.stage === 'appeal'
      ? { event: 'investigation.InvestigationReopened' }
      : { refused: 'investigation.not-closed' },
  (slip) => {
    slip.stage = 'reopened';
  },
);

describe('the rules of an investigation follow a simple model', () => {
  it('whatever is asked, in whatever order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(open, policy, act, stage, pause, resume, exit, reopen), {
          maxLength: 40,
        }),
        (script) => {
          const slip: Slip = { open: false, stage: 'received', paused: false, listed: [] };
          let state = investigation.initialState;
          for (const { command, expect: expected, then } of script) {
            const wanted = expected(slip);
            const events = decided(command, state);
            if (events instanceof Refused) expect({ refused: events.code }).toEqual(wanted);
            else if (events.length === 0) expect({ nothing: true }).toEqual(wanted);
            else {
              expect(events.map(({ type }) => ({ event: type }))).toEqual([wanted]);
              for (const event of events) {
                // Of a recorded action, only a listed kind shows.
                if (event.type === 'investigation.ActionRecorded')
                  expect(event.data['shownKind'] !== undefined).toBe(
                    slip.listed.includes(event.data['kind'] as string),
                  );
                state = investigation.evolve(
                  state,
                  event as FoldedEventOf<(typeof investigation.events)[number]>,
                );
              }
            }
            then(slip);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

function decided(command: AnyCommand, state: typeof investigation.initialState) {
  try {
    return investigation.decide(command, state, context) as readonly AnyEvent[];
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
}
