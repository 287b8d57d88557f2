import { Encrypter } from 'age-encryption';
import { canonicalJson, Misconfigured, type Catalogue, type Json } from '#kernel';
import type { StoredEvent } from '#event-store';
import { disclosuresOf, kidsOf } from '#sealing';
import type { Vault } from '#vault';

/**
 * What an auditor is handed of sealed events: `procedure` what deciding and controls read, never a panel or personal
 * window · `full` for the cases that are named everything that is not erased.
 */
export type SealedProfile = 'procedure' | 'full';

export interface SealedPartWish {
  readonly profile: SealedProfile;
  /** Streams of the cases that are named. */
  readonly streams: ReadonlySet<string>;
  /** age recipients. */
  readonly recipients: readonly string[];
}

/** The windows of a stretch of the log for one profile, encrypted to whoever audits. */
export class SealedPart {
  private constructor(
    private readonly parts: { readonly vault: Vault; readonly catalogue: Catalogue },
    private readonly wish: SealedPartWish,
  ) {}

  /** @throws Misconfigured for a recipient that is none */
  static async to(
    parts: { readonly vault: Vault; readonly catalogue: Catalogue },
    wish: SealedPartWish,
  ): Promise<SealedPart> {
    const part = new SealedPart(parts, wish);
    try {
      await part.encrypted('');
    } catch (cause) {
      throw new Misconfigured(
        'A recipient cannot be used',
        '--to',
        'Give the public recipient of the auditor, age1…, as their `age-keygen` printed it.',
        { cause },
      );
    }
    return part;
  }

  /** A line per event that the profile opens; an age file. */
  async file(events: readonly StoredEvent[]): Promise<Uint8Array> {
    const lines = await Promise.all(events.map((event) => this.line(event)));
    return this.encrypted(lines.join(''));
  }

  private async line(event: StoredEvent): Promise<string> {
    const { vault, catalogue } = this.parts;
    const { audience } = catalogue.of(event.type);
    // Nothing of support and intake leaves the house in a bundle: their leaves are all that an auditor gets.
    if (audience !== 'case') return '';
    const whole = this.wish.profile === 'full' && this.wish.streams.has(event.stream);
    const keys = whole
      ? await vault.keys(kidsOf(event))
      : [await vault.procedureKey(event.stream, audience)];
    const { disclosures, lockedKids } = disclosuresOf(event, keys);
    const line = {
      i: event.index,
      sd: [...disclosures],
      ...(whole && { locked: [...lockedKids] }),
    };
    return `${canonicalJson(line)}\n`;
  }

  private encrypted(text: string): Promise<Uint8Array> {
    const encrypter = new Encrypter();
    for (const recipient of this.wish.recipients) encrypter.addRecipient(recipient);
    return encrypter.encrypt(text);
  }
}
