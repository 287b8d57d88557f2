import type { ActionLine } from './action-line.js';
import { IdSet } from './id-set.js';
import { aliasOf } from './translate.js';

/** Whom a file names, anywhere in a case, among the strings that must never be public. */
export class ProtectedNames {
  private readonly strings = new IdSet();
  private readonly persons = new IdSet();

  add(line: ActionLine): void {
    for (const name of line.personal) this.strings.add(`${line.case}\n${name}`);
    if (inOwnList(line)) this.persons.add(`${line.case}\n${aliasOf(line) ?? ''}`);
  }

  covers(line: ActionLine): boolean {
    return (
      inOwnList(line) ||
      this.strings.has(`${line.case}\n${line.actor ?? ''}`) ||
      this.persons.has(`${line.case}\n${aliasOf(line) ?? ''}`)
    );
  }
}

/** Also where the list has a part of the name only. */
const inOwnList = ({ actor, personal }: ActionLine): boolean =>
  actor !== null && personal.some((name) => actor.includes(name));
