import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { AnyCommandDefinition, Refusals } from '#kernel';

/**
 * Describes what the specs of a capability must not leave out: each refusal asserted and each command made in one of
 * them, and a sentence in both languages for each refusal.
 * @param folder of the capability, with a slash at the end
 */
export function describeAllTried(
  capability: string,
  folder: URL,
  refusals: Refusals,
  commands: readonly AnyCommandDefinition[],
): void {
  const specs = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.spec.ts'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n');

  describe('the specs of the rules', () => {
    it.each(Object.keys(refusals))('try the refusal %s', (code) => {
      expect(specs).toContain(`'${code}'`);
    });

    it.each(commands.map(({ kind }) => kind))('try the command %s', (kind) => {
      expect(specs).toContain(`new ${kind}(`);
    });

    it('know each command by its own name', () => {
      expect(new Set(commands.map(({ operation }) => operation)).size).toBe(commands.length);
      for (const { operation, kind } of commands) expect(operation).toBe(`${capability}.${kind}`);
    });
  });

  describe('each refusal', () => {
    it.each(Object.entries(refusals))(
      '%s says in both languages what is wrong and what to do',
      (code, { zh, en }) => {
        expect(code).toMatch(new RegExp(`^${capability}\\.[a-z]+(-[a-z]+)*$`));
        expect(zh).toMatch(/\p{Script=Han}.*。$/u);
        expect(en).toMatch(/^[A-Z][^\p{Script=Han}]*\.$/u);
      },
    );
  });
}
