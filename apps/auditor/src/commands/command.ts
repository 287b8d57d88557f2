import { readFile } from 'node:fs/promises';
import { codeOf, languages, type Language } from '#kernel';
import { WrongUsage } from '../failures.js';
import { exit } from '../output.js';
import type { AuditOptions, Outcome } from '../verify/audit.js';
import type { KeptFile } from '../verify/kept.js';

/** What every command knows. */
export interface Common {
  readonly json?: true;
  readonly lang?: string;
}

/** @throws WrongUsage */
export function languageOf({ lang = 'en' }: Common): Language {
  const found = languages.find((language) => language === lang);
  if (!found) throw new WrongUsage(`--lang is ${languages.join(' or ')}`);
  return found;
}

/** @throws WrongUsage for a file that is not there */
export async function fileGiven(path: string): Promise<KeptFile> {
  try {
    return { name: path, text: await readFile(path, 'utf8') };
  } catch (error) {
    throw new WrongUsage(`${path} cannot be read (${codeOf(error) ?? 'error'})`);
  }
}

/** The secret in a file as `age-keygen` writes it. @throws WrongUsage */
export async function identityIn(path: string): Promise<string> {
  const { text } = await fileGiven(path);
  const secret = text.split(/\s+/).find((word) => word.startsWith('AGE-SECRET-KEY-'));
  if (secret === undefined) throw new WrongUsage(`${path} holds no identity of age`);
  return secret;
}

/** Where nothing but the log is given. */
export const plain = (now: number): AuditOptions => ({
  ...{ policy: null, identity: null, previous: [], receipts: [], maxAge: null, now },
});

export function exitOf({ verdict, stopped }: Outcome): number {
  // What was found stays found, whatever could not be read after it.
  if (stopped?.name === 'NewerFormat' && verdict !== 'mismatch') return exit.newer;
  return { verified: exit.verified, mismatch: exit.mismatch, 'not-checked': exit.notChecked }[
    verdict
  ];
}

/** Contract, Audit result. */
export const resultOf = ({ verdict, head, checks, controls, stopped }: Outcome) => ({
  done: true,
  verdict,
  ...{ origin: head?.origin ?? null, size: head?.size ?? null, root: head?.root ?? null },
  checks,
  ...(controls && {
    controls: controls.map(({ name, result, events, message }) => ({
      ...{ name, result, events, message },
    })),
  }),
  ...(stopped && { stopped: stopped.message }),
});
