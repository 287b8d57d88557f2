import { randomBytes } from 'node:crypto';
import type { AnyEvent, Command, Decider, AnyDefinition, Principal } from '#kernel';
import { CastVote, CloseVote, committee, HoldMeeting, PutMotion } from '#committee/process';
import { SetPublicity, SetSeverity } from '#investigation/process';
import type { Engine } from '#engine';
import { seal, type Envelope } from '#sealing';
import {
  accountOf,
  allegation,
  convened,
  idOf,
  ref as committeeRef,
  working,
} from '../../libs/capabilities/committee/sample.js';
import { audit, type AuditOptions, type Outcome } from '../../apps/auditor/src/verify/audit.js';
import type { CheckLine } from '../../apps/auditor/src/verify/check.js';
import { action, opening, stage, take } from '../decisions/case.js';
import {
  MemorySource,
  storedEvents,
  withManifest,
  type BundleWishes,
  type Files,
} from '../language/bundle.js';
import { everyRole } from '../language/principals.js';
import { toTheEnd } from '../projections/views.js';

export const canary = 'CANARY-of-sealed-words';
const meta = (commandId: string, actor: Principal = everyRole) => ({ actor, commandId });

let commands = 0;
/** Records events as they are, past every rule: what only a dishonest installation does. */
export async function record(
  { decisions }: Pick<Engine, 'decisions'>,
  ref: string,
  events: readonly AnyEvent[],
  actor: Principal = everyRole,
): Promise<void> {
  commands += 1;
  const any = { ...committee, caseOf: () => ref, decide: () => events };
  const command = new CloseVote({ case: ref, motion: 1 }, meta(`any-${String(commands)}`, actor));
  await decisions.take(any, command);
}

export const publicity = (
  ref: string,
  id: string,
  level: 'public' | 'counted',
  affected = 'agreed',
) =>
  new SetPublicity(
    {
      ...{ case: ref, level, reason: canary },
      reasonClass: level === 'public' ? 'already_publicly_known' : 'protection_of_a_person',
      ...(level === 'public' && { affected: affected as 'agreed', respondent: 'told' }),
      on: '2026-03-05',
    },
    meta(id),
  );

/** A log with everything that a checker meets: public, counted, released and withdrawn cases, a committee that votes. */
export async function eventfulLog(engine: Engine): Promise<void> {
  for (const [ref, level] of [
    ['open', 'public'],
    ['late', 'counted'],
    ['never', 'counted'],
    ['back', 'public'],
  ] as const) {
    await take(engine, opening(ref, undefined, level));
    await take(engine, action(ref, `${ref}-1`, canary));
    await take(engine, stage(ref, `${ref}-2`, 'triage', canary));
    const severity = { case: ref, severity: 'crisis', reason: canary, on: '2026-03-04' } as const;
    await take(engine, new SetSeverity(severity, meta(`${ref}-3`)));
  }
  await take(engine, publicity('late', 'raise', 'public'));
  await take(engine, stage('late', 'late-4', 'planning', canary));
  await take(engine, publicity('back', 'lower', 'counted'));
  await record(engine, committeeRef, [...working, allegation, convened]);
  const present = [1, 2, 3, 4].map(idOf);
  const held = { case: committeeRef, meeting: 1, present, on: '2026-02-20' };
  await vote(engine, new HoldMeeting(held, meta('held')));
  const motion = {
    case: committeeRef,
    meeting: 1,
    subject: 'decision',
    allegation: 1,
    words: canary,
  } as const;
  await vote(engine, new PutMotion(motion, meta('motion')));
  for (const n of [1, 2, 3]) {
    const actor = { id: accountOf(n), roles: ['member' as const] };
    const choice = { case: committeeRef, motion: 1, member: idOf(n), vote: 'for' } as const;
    await vote(engine, new CastVote(choice, meta(`vote-${String(n)}`, actor)));
  }
  await vote(engine, new CloseVote({ case: committeeRef, motion: 1 }, meta('close')));
  await toTheEnd(engine.projections);
}

const vote = ({ decisions }: Engine, command: Parameters<typeof committee.decide>[0]) =>
  decisions.take(committee, command);

/** Writes an event sealed as it is told, whatever the rules say of its visibility and entry. */
export async function forge(
  engine: Engine,
  ref: string,
  event: AnyEvent,
  change: Partial<Pick<Envelope, 'vis' | 'pub' | 'recordedAt'>>,
): Promise<number> {
  const { store, vault, catalogue, keys, installation } = engine;
  const stream = vault.streamOf(ref);
  const events = await storedEvents(engine);
  const own = events.filter((stored) => stored.stream === stream);
  const version = own.length;
  const definition = catalogue.of(event.type);
  commands += 1;
  const eventId = `00000000-0000-5000-8000-${String(commands).padStart(12, '0')}`;
  const recordedAt = change.recordedAt ?? own.at(-1)?.recordedAt ?? 0;
  const bytes = seal(
    definition,
    event,
    {
      ...{ stream, version, eventId, recordedAt, occurredAt: null, command: null },
      ...{ actor: { role: 'chair', id: everyRole.id }, vis: 'sealed', pub: null },
      ...change,
    },
    await vault.keyring(stream, definition.audience, []),
    { ...keys.sealing, origin: installation.origin, window: 1 },
    randomBytes,
  );
  const stored = { ...bytes, eventId, type: event.type, schemaVersion: 1, recordedAt };
  await store.append(stream, version - 1, [stored]);
  return events.length;
}

export const options: AuditOptions = {
  ...{ policy: null, identity: null, previous: [], receipts: [], maxAge: null, now: 1_800_000_000 },
};

export const audited = (
  files: Files,
  more: Partial<AuditOptions> = {},
  wishes: BundleWishes = {},
): Promise<Outcome> =>
  audit(new MemorySource(withManifest(files, wishes)), { ...options, ...more });

export const failures = ({ checks }: Outcome): CheckLine[] =>
  checks.filter(({ result }) => result === 'fail');
export const check = ({ checks }: Outcome, name: string): CheckLine =>
  checks.find((line) => line.name === name) as CheckLine;
