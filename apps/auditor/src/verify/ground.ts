import { createPublicKey, hash, type KeyObject } from 'node:crypto';
import { Invalid, LogOpened, logFormat, type PolicyReplaced, type EventOf } from '#kernel';
import { readLeaf } from '#sealing/verify';
import { Malformed, NewerFormat } from '../failures.js';
import { dataOf, definitionIn, openWith } from '../reading/windows.js';

type Opening = EventOf<typeof LogOpened>['data'];
type Part = EventOf<typeof PolicyReplaced>['data']['part'];

/** What leaf 0 says a log is, by which keys and rules: everything else is reached from there. */
export class Ground {
  /** Imported once: importing costs as much as half a signature. */
  private readonly keys: ReadonlyMap<string, KeyObject>;
  /** The rules in force, by their hashes. */
  readonly rules: Record<Part, string>;
  /** Hashes of every rule that was ever in force. */
  readonly named: Set<string>;

  private constructor(readonly opening: Opening) {
    this.keys = new Map(
      opening.sealingKeys.map(({ kid, kty, crv, x }) => [
        kid,
        createPublicKey({ key: { kty, crv, x }, format: 'jwk' }),
      ]),
    );
    const { redactionHash, schemasHash, viewsHash, witnesses } = opening;
    this.rules = {
      ...{ redaction: redactionHash, schemas: schemasHash, views: viewsHash },
      // In clear there, and as a hash wherever it is replaced.
      witnesses: hash('sha256', witnesses),
    };
    this.named = new Set(Object.values(this.rules));
  }

  /**
   * Reads leaf 0 with its windows.
   * @throws NotGenuine · Malformed for what does not open a log. @throws NewerFormat
   */
  static read(entry: string, sd: readonly string[]): Ground {
    const { iss } = readLeaf(entry);
    const { windows } = openWith(entry, sd);
    const data = dataOf(windows);
    // Looked at first: of a newer format nothing else is understood.
    const format = Number(data['format']);
    if (Number.isSafeInteger(format) && format > logFormat)
      throw new NewerFormat(
        `the log has format ${String(format)}, this program reads up to ${String(logFormat)}`,
      );
    if (definitionIn(windows).type !== LogOpened.type)
      throw new Malformed('it does not open a log');
    try {
      const opening = LogOpened(data as never).data;
      if (opening.origin !== iss) throw new Malformed('it opens another log than its leaf is of');
      if (opening.sealWindow < 1) throw new Malformed('its sealing window is none');
      return new Ground(opening);
    } catch (error) {
      if (error instanceof Malformed) throw error;
      if (error instanceof Invalid) throw new Malformed('its fields do not open a log');
      throw new Malformed('its sealing keys are none', { cause: error });
    }
  }

  /** Whether these are the witnesses that the log names, as far as it was read. @param policy text, C2SP tlog-policy */
  namesWitnesses(policy: string): boolean {
    const list = policy.slice(policy.indexOf('\n') + 1);
    const texts = list === 'quorum none\n' ? [list, 'none'] : [list];
    return texts.some((text) => hash('sha256', text) === this.rules.witnesses);
  }

  key(kid: string): KeyObject | undefined {
    return this.keys.get(kid);
  }

  replace(part: Part, hash: string): void {
    this.rules[part] = hash;
    this.named.add(hash);
  }
}
