import type { Mention } from '#kernel';
import type { ActionLine } from './action-line.js';

/**
 * The names of a line in every way that it may write them, and whom they mean: the actor, then what it lists as
 * personal. Where a name stands twice, the actor is meant.
 * @param alias under what the vault knows the actor
 */
export async function mentionsOf(
  { actor, personal, form }: ActionLine,
  alias: string | null,
  personOf: (alias: string) => Promise<string>,
): Promise<Mention[]> {
  const mention = async (name: string, known: string) => ({ name, person: await personOf(known) });
  const named = await Promise.all([
    ...(actor === null ? [] : [mention(actor, alias ?? actor)]),
    ...personal.map((name) => mention(name, name)),
  ]);
  return named.flatMap(({ name, person }) =>
    spellings[form](name).map((spelling) => ({ name: spelling, person })),
  );
}

/** A name as a text writes it and as the line may write it. */
const spellings = {
  ndjson(name: string): string[] {
    const escaped = JSON.stringify(name).slice(1, -1);
    const ascii = escaped.replaceAll(
      /[^\x20-\x7e]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    return [...new Set([name, escaped, ascii])];
  },
  csv: (name: string): string[] => [...new Set([name, name.replaceAll('"', '""')])],
};
