import { scrypt } from 'node:crypto';
import { Invalid } from '#kernel';

/** 128 MiB and a third of a second each. */
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 160 * 1024 * 1024 };

/** Derivations at once: more would be a way to exhaust the memory of the office. */
const mostAtOnce = 2;
const shortest = 12;

let atWork = 0;
const waiting: (() => void)[] = [];

/** @throws Invalid when it is too short to hold against whoever has the database */
export function checkPassphrase(passphrase: string): void {
  if ([...passphrase].length < shortest)
    throw new Invalid('passphrase', `needs ${String(shortest)} characters at least`);
}

/** The 256-bit key of a passphrase, by scrypt. The same however a keyboard composes its characters (NFKC). */
export async function passphraseKey(passphrase: string, salt: Buffer): Promise<Buffer> {
  if (atWork >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else atWork += 1;
  try {
    return await new Promise((resolve, reject) => {
      scrypt(passphrase.normalize('NFKC'), salt, 32, cost, (error, key) => {
        if (error) reject(error);
        else resolve(key);
      });
    });
  } finally {
    // The place goes to whoever waits longest.
    const next = waiting.shift();
    if (next) next();
    else atWork -= 1;
  }
}
