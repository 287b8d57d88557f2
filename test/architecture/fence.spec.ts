import { describe, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { ESLint, type Linter } from 'eslint';
import { parser } from 'typescript-eslint';

const source = new URL('../../eslint.fence.mjs', import.meta.url).href;
const { fence } = (await import(source)) as { fence: Linter.Config[] };
const eslint = new ESLint({
  cwd: fileURLToPath(new URL('../..', import.meta.url)),
  overrideConfigFile: true,
  overrideConfig: [{ files: ['**/*.ts', '**/*.tsx'], languageOptions: { parser } }, ...fence],
});

/** What the fence says about a file with this code. */
async function said(filePath: string, code: string): Promise<string> {
  const results = await eslint.lintText(code, { filePath });
  return results
    .flatMap(({ messages }) => messages)
    .map(({ message }) => message)
    .join('\n');
}

const kernel = 'The kernel imports nothing';
const platform = 'The platform knows no word of an investigation';
const bare = 'Sealing and log are checked by anyone';
const meets = 'A capability meets another only through its events';
const noSql = 'A capability knows no SQL and no Merkle tree';
const packages = 'A capability imports @nestjs/*, typeorm and graphql only';
const pure = 'Events, deciders and projections are pure';
const feed = 'The feed holds no key and writes nothing';
const noCommand = 'The feed takes no command';
const auditor = 'The auditor works offline from bytes';
const offline = 'The auditor runs without Nest and without a database';
const climb = 'A relative import stays inside its lib or app: import it by its #name.';
const climbSpec = 'A test beside its source imports other libs by their #name';

const committee = 'libs/capabilities/committee';

const forbidden: [file: string, imported: string, sentence: string][] = [
  ['libs/kernel/src/ids.ts', '#tlog', kernel],
  ['libs/kernel/src/ids.ts', '@nestjs/common', kernel],
  ['libs/kernel/src/ids.ts', 'node:crypto', kernel],
  ['libs/kernel/src/ids.ts', 'zod', kernel],
  ['libs/kernel/src/clock.ts', 'node:os', kernel],
  ['libs/kernel/src/ids.ts', '../../platform/tlog/src/tree.js', climb],
  ['libs/platform/decisions/src/decisions.ts', '#investigation', platform],
  ['libs/platform/projections/src/runner.ts', '#investigation/process', platform],
  ['libs/platform/projections/src/sql/x.ts', '../../../vault/src/vault.js', climb],
  ['libs/platform/sealing/src/leaf.ts', 'canonicalize', bare],
  ['libs/platform/tlog/src/tree.ts', 'merkletreejs', bare],
  ['libs/platform/tlog/src/tree.ts', '#committee', platform],
  [`${committee}/committee.module.ts`, '#investigation', meets],
  [`${committee}/committee.module.ts`, '#cases/public', meets],
  [`${committee}/committee.module.ts`, '#event-store', noSql],
  [`${committee}/committee.module.ts`, '#sealing', noSql],
  [`${committee}/committee.module.ts`, '#sealing/verify', noSql],
  [`${committee}/committee.module.ts`, '#tlog', noSql],
  [`${committee}/committee.module.ts`, '#vault', noSql],
  [`${committee}/committee.module.ts`, 'pg', noSql],
  [`${committee}/committee.module.ts`, 'express', packages],
  [`${committee}/committee.module.ts`, '../investigation/investigation.events.js', climb],
  [`${committee}/votes/ballot.ts`, '../../investigation/process.js', climb],
  [`${committee}/committee.events.ts`, '@nestjs/common', pure],
  [`${committee}/committee.decider.ts`, '#decisions', pure],
  [`${committee}/votes/ballot.decider.ts`, 'typeorm', pure],
  [`${committee}/public-roster.projection.ts`, 'node:crypto', pure],
  [`${committee}/public-roster.projection.ts`, './public-roster.view.js', pure],
  [`${committee}/process.ts`, '#investigation', pure],
  [`${committee}/process.ts`, './committee.module.js', pure],
  ['apps/office/src/main.ts', '../../feed/src/feed.module.js', climb],
  ['apps/daylight/src/main.ts', '../../../libs/kernel/src/index.js', climb],
  ['apps/feed/src/feed.module.ts', '#vault', feed],
  ['apps/feed/src/feed.module.ts', '#event-store', feed],
  ['apps/feed/src/feed.module.ts', '#decisions', feed],
  ['apps/feed/src/feed.module.ts', '#sealing', feed],
  ['apps/feed/src/timeline.page.tsx', '#investigation', feed],
  ['apps/feed/src/feed.module.ts', '@nestjs/cqrs', noCommand],
  ['apps/feed/src/feed.module.ts', '../../../libs/platform/vault/src/index.js', climb],
  ['apps/auditor/src/main.ts', '#vault', auditor],
  ['apps/auditor/src/main.ts', '#event-store', auditor],
  ['apps/auditor/src/main.ts', '#decisions', auditor],
  ['apps/auditor/src/main.ts', '#sealing', auditor],
  ['apps/auditor/src/main.ts', '#investigation', auditor],
  ['apps/auditor/src/main.ts', '@nestjs/cqrs', offline],
  ['apps/auditor/src/main.ts', '@nestjs/common', offline],
  ['apps/auditor/src/main.ts', 'typeorm', offline],
  ['apps/auditor/src/main.ts', 'pg', offline],
  [`${committee}/committee.decider.spec.ts`, '../investigation/process.js', climbSpec],
];

const allowed: [file: string, imported: string][] = [
  ['libs/kernel/src/ids.ts', './canonical.js'],
  ['libs/kernel/src/text/fold.ts', '../canonical.js'],
  ['libs/platform/decisions/src/decisions.ts', '#kernel'],
  ['libs/platform/decisions/src/decisions.ts', '#event-store'],
  ['libs/platform/decisions/src/decisions.ts', '#platform/configuration'],
  ['libs/platform/vault/src/vault.ts', 'pg'],
  ['libs/platform/vault/src/sql/x.ts', '../vault.js'],
  ['libs/platform/sealing/src/leaf.ts', 'node:crypto'],
  [`${committee}/committee.module.ts`, '#decisions'],
  [`${committee}/committee.module.ts`, '@nestjs/common'],
  [`${committee}/public-roster.view.ts`, 'typeorm'],
  [`${committee}/public-roster.view.ts`, './public-roster.projection.js'],
  [`${committee}/committee.module.ts`, '#investigation/process'],
  [`${committee}/committee.decider.ts`, '#kernel'],
  [`${committee}/committee.decider.ts`, './committee.events.js'],
  [`${committee}/committee.decider.ts`, '#investigation/process'],
  [`${committee}/votes/ballot.decider.ts`, '../committee.events.js'],
  [`${committee}/committee.decider.spec.ts`, '../../../test/language/given.js'],
  ['apps/office/src/office.module.ts', '#investigation'],
  ['apps/office/src/office.module.ts', '@nestjs/cqrs'],
  ['apps/daylight/src/main.ts', '#vault'],
  ['apps/feed/src/feed.module.ts', '#sealing/verify'],
  ['apps/feed/src/feed.module.ts', '#cases/public'],
  ['apps/feed/src/feed.module.ts', '@nestjs/common'],
  ['apps/feed/src/timeline.page.tsx', '#investigation/process'],
  ['apps/auditor/src/main.ts', '#investigation/process'],
  ['apps/auditor/src/main.ts', '#sealing/verify'],
  ['apps/auditor/src/main.ts', 'node:fs'],
];

describe('the fence between folders', () => {
  it.each(forbidden)('%s may not import %s', async (file, imported, sentence) => {
    expect(await said(file, `import { x } from '${imported}';\nx();\n`)).toContain(sentence);
  });

  it.each(allowed)('%s may import %s', async (file, imported) => {
    expect(await said(file, `import { x } from '${imported}';\nx();\n`)).toBe('');
  });

  it.each([
    ['a type', `import type { Vault } from '#vault';\nexport type V = Vault;\n`],
    ['a type in place', `export type V = import('#vault').Vault;\n`],
    ['a dynamic import', `await import('#vault');\n`],
    ['an export from', `export * from '#vault';\n`],
    ['an import with require', `import vault = require('#vault');\nvault();\n`],
  ])('sees %s', async (_form, code) => {
    expect(await said('apps/feed/src/main.ts', code)).toContain(feed);
  });

  it('sees a dynamic import that climbs', async () => {
    const code = `await import('../../office/src/office.module.js');\n`;
    expect(await said('apps/feed/src/main.ts', code)).toContain(climb);
  });
});

describe('time and chance', () => {
  it.each([
    ['Date.now()', 'clock'],
    ['new Date()', 'clock'],
    ['Date()', 'clock'],
    ['performance.timeOrigin', 'clock'],
    ['Math.random()', 'ports'],
  ])('forbids %s', async (code, named) => {
    for (const file of ['libs/kernel/src/ids.ts', 'apps/feed/src/main.ts', 'test/x.spec.ts']) {
      expect(await said(file, `export const x = ${code};\n`)).toContain(named);
    }
  });

  it.each(['new Date(0)', 'performance.now()', 'Math.max(1, 2)'])('allows %s', async (code) => {
    expect(await said('libs/kernel/src/ids.ts', `export const x = ${code};\n`)).toBe('');
  });

  it('allows the clock to read the time', async () => {
    expect(await said('libs/kernel/src/clock.ts', 'export const x = Date.now();\n')).toBe('');
  });
});

describe('events of @nestjs/cqrs', () => {
  it.each(['EventBus', 'EventsHandler', 'Saga', 'AggregateRoot'])('forbids %s', async (name) => {
    const code = `import { ${name} } from '@nestjs/cqrs';\n${name}();\n`;
    expect(await said('apps/office/src/x.ts', code)).toContain('can be lost');
  });

  it('allows the command bus', async () => {
    const code = `import { CommandBus } from '@nestjs/cqrs';\nnew CommandBus();\n`;
    expect(await said('apps/office/src/x.ts', code)).toBe('');
  });
});
