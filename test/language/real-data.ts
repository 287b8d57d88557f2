import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './tracker.js';

/** A real log from outside of the repository, and the map that comes with the product, where there is one. */
export interface RealData {
  readonly name: string;
  readonly file: string;
  readonly map: string | null;
  readonly present: boolean;
}

export const realData: readonly RealData[] = [
  'uk-inquiry',
  'misconduct-historic',
  'letter',
  'permits',
].map((name) => {
  const file = join(repository, '../shared/data', name, 'actions.ndjson');
  const map = join(repository, 'docs/how-to/maps', `${name}.json`);
  return { name, file, map: existsSync(map) ? map : null, present: existsSync(file) };
});

export interface RealAction {
  readonly case: string;
  readonly kind: string;
  readonly actor: string | null;
  readonly actorRole?: string | null;
  readonly personal?: readonly string[];
}

/** Read without any of the product's code. */
export const actionsOf = ({ file }: RealData): RealAction[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as RealAction);
