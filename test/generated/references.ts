import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { format } from 'prettier';
import { capabilities } from '#capabilities';
import {
  Catalogue,
  DisclosureReleased,
  EventSkipped,
  LogOpened,
  PolicyReplaced,
  WindowFilled,
  type EventDefinition,
  type Localised,
} from '#kernel';
import { settingsTable } from '#platform/configuration';
import { errorCatalogue, withinReach } from '#web';
import {
  CharterResolver,
  CommitteeResolver,
  TermsResolver,
} from '../../apps/feed/src/graphql/committee.resolver.js';
import { InvestigationsResolver } from '../../apps/feed/src/graphql/investigations.resolver.js';
import {
  DeadlineResolver,
  TimelineEntryResolver,
} from '../../apps/feed/src/graphql/timeline-entry.resolver.js';
import { CasesResolver } from '../../libs/capabilities/cases/cases.resolver.js';
import { CommitteeMutations } from '../../libs/capabilities/committee/committee.module.js';
import { InvestigationMutations } from '../../libs/capabilities/investigation/investigation.module.js';

type Resolver = new (...parts: never[]) => object;

/** Files that are made of the code: a reviewer sees in them what a change does to readers. Path → content. */
export async function references(): Promise<Record<string, string>> {
  const markdown = (text: string) =>
    format(text, { parser: 'markdown', singleQuote: true, printWidth: 100 });
  return {
    'docs/reference/redaction.md': await markdown(redaction()),
    'docs/reference/errors.md': await markdown(errors()),
    'docs/reference/configuration.md': await markdown(configuration()),
    'apps/office/schema.graphql': await schema([
      CasesResolver,
      InvestigationMutations,
      CommitteeMutations,
    ]),
    'apps/feed/schema.graphql': await schema([
      InvestigationsResolver,
      TimelineEntryResolver,
      CommitteeResolver,
      CharterResolver,
      TermsResolver,
      DeadlineResolver,
    ]),
  };
}

const made = 'Made from the code by `npm run generate`; a test compares it.';
const row = (...cells: readonly string[]) =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n');

function redaction(): string {
  const catalogue = new Catalogue([
    LogOpened,
    EventSkipped,
    PolicyReplaced,
    WindowFilled,
    DisclosureReleased,
    ...capabilities.flatMap(({ events }) => events),
  ]);
  const events = catalogue.definitions.map((definition) => {
    const { type, version, audience, summary } = definition as EventDefinition;
    const fields = catalogue
      .fields(definition)
      .map(({ name, class: fieldClass, about, type: value }) => [
        `\`${name}\``,
        `**${fieldClass}**`,
        about ? `\`${about}\`` : '',
        value,
      ]);
    return [
      `## \`${type}\` version ${String(version)}`,
      `${summary.zh} · ${summary.en} Keys of audience \`${audience}\`.`,
      table(['Field', 'Class', 'About', 'Value'], fields),
    ].join('\n\n');
  });
  return [
    '# Who may read which field 字段与可见范围',
    `Each field of each event has one class. **open**: anyone, once the event is public. **procedure**: sealed; what rules, controls and audits need. **panel**: sealed content. **personal**: sealed under the key of the person named by “About”; destroying that key forgets the person. In a narrative each name goes to its person’s key. ${made}`,
    '每个事件的每个字段只有一个级别：open 随事件公开；procedure、panel、personal 均加密封存，personal 以当事人自己的密钥封存。',
    ...events,
  ].join('\n\n');
}

function errors(): string {
  const rows = (codes: Readonly<Record<string, Localised>>) =>
    Object.entries(codes)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, { zh, en }]) => [`\`${code}\``, en, zh]);
  const refusals = Object.fromEntries(
    capabilities.flatMap((capability) => Object.entries(capability.refusals)),
  );
  return [
    '# Errors 错误一览',
    `Codes are stable; sentences may get clearer. No message holds personal data. ${made}`,
    '## Refusals: a rule said no',
    'In `userErrors` of a mutation’s payload. Nothing was recorded; `position` is null.',
    table(['Code', 'What is wrong and what to do', '说明与下一步'], rows(refusals)),
    '## Everything else',
    'In `errors[].extensions.code` of the answer.',
    table(['Code', 'What it means and what to do', '说明与下一步'], rows(errorCatalogue)),
  ].join('\n\n');
}

function configuration(): string {
  return [
    '# Settings',
    `From the environment, checked once at start; every mistake is listed at once. \`daylight config --print\` shows them with secrets masked. ${made}`,
    table(
      ['Variable', 'Default', 'Meaning'],
      settingsTable().map(({ name, fallback, meaning }) => [
        `\`${name}\``,
        fallback && `\`${fallback}\``,
        meaning,
      ]),
    ),
  ].join('\n\n');
}

/** The schema that a server of these resolvers serves. */
async function schema(resolvers: readonly Resolver[]): Promise<string> {
  const app = await NestFactory.create(GraphQLSchemaBuilderModule, { logger: false });
  await app.init();
  const built = await app.get(GraphQLSchemaFactory).create([...resolvers]);
  await app.close();
  return format(printSchema(lexicographicSortSchema(withinReach(built))), {
    parser: 'graphql',
    printWidth: 100,
  });
}
