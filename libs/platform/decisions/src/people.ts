import type { Vault } from '#vault';

/** Whom a name means within a case. The same name gets the same id, and no table holds the name. */
export class People {
  constructor(private readonly vault: Vault) {}

  of(ref: string, name: string): Promise<string> {
    return this.vault.personOf(this.vault.streamOf(ref), name);
  }
}
