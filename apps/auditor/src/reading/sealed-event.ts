import {
  formatInstant,
  isNarrative,
  parseInstant,
  type AnyDefinition,
  type Instant,
  type Json,
  type PublicEntry,
  type PublishedEntry,
} from '#kernel';
import type { Leaf } from '#sealing/verify';
import { Malformed } from '../failures.js';
import type { Shown } from './lines.js';
import { dataOf, definitionIn, fieldOf, isValue, openFieldsOf, openWith } from './windows.js';

/** An event as an auditor with a sealed part reads it. */
export interface SealedEvent {
  readonly index: number;
  readonly definition: AnyDefinition;
  readonly type: string;
  readonly stream: string;
  readonly version: number;
  /** Null where the bundle does not show it. */
  readonly eventId: string | null;
  readonly recordedAt: Instant;
  readonly actor: { readonly role: string; readonly id: string };
  /** Open and procedure fields. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly open: Readonly<Record<string, Json>>;
  readonly ref: string | null;
  readonly pub: PublicEntry | PublishedEntry | null;
  readonly leaf: Leaf;
  /** Hex. */
  readonly leafHash: string;
  /** Windows of the panel and of persons that are not shown. */
  readonly closed: readonly string[];
  /** Whether a window of the panel or of a person is shown. */
  readonly opensContent: boolean;
  readonly kids: Readonly<Record<string, Json>>;
  readonly locked: readonly string[];
}

/** What every profile with a sealed part shows of an event; `oat`, `corr` and `pub` may be decoys. */
const always = [
  '/type',
  '/stream',
  '/rev',
  '/rat',
  '/actor',
  '/actor/role',
  '/actor/id',
  '/data',
  '/kids',
];

/**
 * Reads the windows of a sealed part: all of the procedure have to be there, with the decoys of what is absent.
 * @throws NotGenuine · Malformed · NewerFormat
 */
export function readSealed(
  { index, entry, leafHash }: { index: number; entry: string; leafHash: string },
  leaf: Leaf,
  { sd, locked = [] }: Shown,
): SealedEvent {
  const { windows, withheld } = openWith(entry, sd);
  const missing = always.find((path) => !windows.has(path));
  if (missing !== undefined) throw new Malformed(`the window ${missing} is missing`);
  const definition = definitionIn(windows);
  const isContent = (path: string) => isContentPath(definition, path);
  const short = withheld.find((path) => path !== '/eid' && !isContent(path));
  if (short !== undefined && locked.length === 0)
    throw new Malformed(`the window ${short} is missing`);
  const all = dataOf(windows);
  const procedure = Object.entries(all).filter(([name]) => !isContent(`/data/${name}`));
  const data = Object.fromEntries(procedure);
  const names = openFieldsOf(definition);
  const [stream, version, eventId, role, id] = [
    '/stream',
    '/rev',
    '/eid',
    '/actor/role',
    '/actor/id',
  ].map((path) => windows.get(path) ?? null);
  const recordedAt = instantIn(windows.get('/rat'));
  if (typeof stream !== 'string' || !Number.isSafeInteger(version) || recordedAt === undefined)
    throw new Malformed('its place and time are not what they have to be');
  if (typeof role !== 'string' || typeof id !== 'string') throw new Malformed('nobody acted');
  return {
    ...{ index, definition, type: definition.type, stream, version: version as number, recordedAt },
    eventId: typeof eventId === 'string' ? eventId : null,
    ...{ actor: { role, id }, data, leaf, leafHash, locked },
    open: Object.fromEntries(
      names.flatMap((name) => (name in all ? [[name, all[name] as Json]] : [])),
    ),
    ref: typeof all['case'] === 'string' ? all['case'] : null,
    pub: (windows.get('/pub') ?? null) as PublicEntry | PublishedEntry | null,
    closed: withheld,
    opensContent: [...windows.keys()].some(isContent),
    kids: (windows.get('/kids') ?? {}) as Readonly<Record<string, Json>>,
  };
}

/** The first field whose value is not one that it may have; null when all are. */
export function invalidField({ definition, data, locked }: SealedEvent): string | null {
  if (locked.length > 0) return null;
  for (const name of namesOf(definition)) {
    const field = fieldOf(definition, name);
    if (!field || field.class === 'panel' || field.class === 'personal') continue;
    if (!isNarrative(field.type) && !isValue(field, data[name], name)) return name;
  }
  return null;
}

const namesOf = (definition: AnyDefinition): string[] =>
  Object.keys(definition.fields as Record<string, unknown>);

/** Whether a path is of a field of the panel or of a person. */
function isContentPath(definition: AnyDefinition, path: string): boolean {
  const [, slot, name] = path.split('/');
  if (slot !== 'data' || name === undefined) return false;
  const field = fieldOf(definition, name);
  return field?.class === 'panel' || field?.class === 'personal';
}

function instantIn(value: Json | undefined): Instant | undefined {
  const instant = typeof value === 'string' ? parseInstant(value) : undefined;
  return instant !== undefined && formatInstant(instant) === value ? instant : undefined;
}
