import { openLeaf, splitPresentation } from '#sealing/verify';
import type { Window } from './pages/index.js';

/** Which parts of the event behind an entry are disclosed, re-hashed here, and which are withheld. */
export function openWindows(presentation: string): Window[] {
  const { entry, texts } = splitPresentation(presentation);
  const { windows, withheld } = openLeaf(entry, texts);
  const disclosed = [...windows].flatMap(([path, value]): Window[] =>
    path === '' || isCommitted(value)
      ? []
      : [
          {
            path,
            state: 'disclosed',
            value: typeof value === 'string' ? value : JSON.stringify(value),
          },
        ],
  );
  const closed = withheld.map((path): Window => ({ path, state: 'withheld' }));
  return [...disclosed, ...closed].sort((a, b) => (a.path < b.path ? -1 : 1));
}

const isCommitted = (value: unknown) =>
  typeof value === 'object' && value !== null && '_sd' in value;
