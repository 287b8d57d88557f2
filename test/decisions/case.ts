import { Decisions, type Taken } from '#decisions';
import type { Engine } from '#engine';
import type { EventStore } from '#event-store';
import {
  ChangeStage,
  investigation,
  OpenInvestigation,
  RecordAction,
  type Stage,
} from '#investigation/process';
import { systemClock, type Clock } from '#kernel';
import { randomBytes } from 'node:crypto';
import { everyRole } from '../language/installation.js';

const meta = (commandId: string) => ({ actor: everyRole, commandId });

export const opening = (
  ref: string,
  commandId = `open-${ref}`,
  publicity: 'public' | 'counted' = 'public',
) =>
  new OpenInvestigation(
    {
      case: ref,
      title: { zh: '一', en: `Case ${ref}` },
      publicity,
      basis: 'panel-record',
      receivedAt: '2026-03-02T09:30:00+08:00',
    },
    meta(commandId),
  );

/** Sealed: no publication policy lists its kind. */
export const action = (ref: string, commandId: string, summary = 'A witness was heard.') =>
  new RecordAction(
    { case: ref, at: '2026-03-02T10:00:00+08:00', kind: 'interview', summary },
    meta(commandId),
  );

/** Public in a public case. */
export const stage = (ref: string, commandId: string, to: Stage, reason?: string) =>
  new ChangeStage({ case: ref, to, on: '2026-03-02', ...(reason && { reason }) }, meta(commandId));

type InvestigationCommand = Parameters<typeof investigation.decide>[0];

export const take = (
  on: { readonly decisions: Decisions },
  command: InvestigationCommand,
): Promise<Taken> => on.decisions.take(investigation, command);

/** The store with some of its methods replaced. */
export const through = (store: EventStore, replaced: Partial<EventStore>): EventStore =>
  Object.assign(Object.create(store) as EventStore, replaced);

/** The write side of another process, over a store of one's own. */
export const decisionsOver = (
  { vault, access, catalogue, installation, keys }: Engine,
  store: EventStore,
  clock: Clock = systemClock,
): { decisions: Decisions } => ({
  decisions: new Decisions({
    ...{ store, vault, access, catalogue, clock },
    signer: { ...keys.sealing, origin: installation.origin, window: 1 },
    zone: installation.zone,
    random: randomBytes,
  }),
});

export async function sizeOf({ store }: Pick<Engine, 'store'>): Promise<number> {
  const head = await store.head();
  return head === null ? 0 : Number(head) + 1;
}

/** What some work failed with. */
export const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => {
      throw new Error('nothing failed');
    },
    (error: unknown) => error,
  );
