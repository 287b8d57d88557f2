import {
  fieldsOf,
  type AnyDefinition,
  type AnyField,
  type EventDefinition,
  type Json,
} from '#kernel';
import { openLeaf, splitPresentation, type Opened } from '#sealing/verify';
import { Malformed, NewerFormat } from '../failures.js';
import { definitionOf } from './catalogue.js';

/** Opens a leaf with disclosures as they are served. @throws NotGenuine */
export const openWith = (entry: string, sd: readonly string[]): Opened =>
  openLeaf(entry, splitPresentation([entry, ...sd, ''].join('~')).texts);

/** The members of `/data` that are open; a narrative as what is open of it. */
export function dataOf(windows: ReadonlyMap<string, Json>): Record<string, Json> {
  const data: Record<string, Json> = {};
  for (const [path, value] of windows) {
    const [, slot, name, element] = path.split('/');
    if (slot === 'data' && name !== undefined && element === undefined) data[name] = value;
  }
  return data;
}

/**
 * The definition of what a `type` slot names.
 * @throws NewerFormat for a type or version that this program does not know. @throws Malformed for what names none
 */
export function definitionIn(windows: ReadonlyMap<string, Json>): AnyDefinition {
  const slot = windows.get('/type');
  const [, type = '', version = ''] =
    (typeof slot === 'string' && /^([A-Za-z.]+)@([1-9]\d{0,5})$/.exec(slot)) || [];
  if (type === '') throw new Malformed('does not say its type');
  const definition = definitionOf(type);
  if (definition?.version !== Number(version))
    throw new NewerFormat(`${type}@${version} is not known here: a newer version wrote it`);
  return definition;
}

/** The definition as what a list of fields can be looked up in. */
export const fieldOf = (definition: AnyDefinition, name: string): AnyField | undefined =>
  (definition as EventDefinition).fields[name];

const openNames = new WeakMap<AnyDefinition, readonly string[]>();

export function openFieldsOf(definition: AnyDefinition): readonly string[] {
  const held = openNames.get(definition) ?? fieldsOf(definition, 'open');
  openNames.set(definition, held);
  return held;
}

/** Whether a value is one that the field may have. Undefined: left out. */
export function isValue(field: AnyField, value: unknown, name: string): boolean {
  try {
    field.type.check(value, name);
    return true;
  } catch {
    return false;
  }
}
