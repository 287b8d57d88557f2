import { Inject } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Command, Language, Mention, Principal, Refusals } from '#kernel';
import { People, type Taken } from '#decisions';
import { Actor, CommandPayload, payloadOf, Reads, RefusalWords, RequestLanguage } from '#web';
import { CaseFile } from './case-file.view.js';
import { ReadCase, ReadRecord } from './case-file.queries.js';
import {
  EnterPublicDocument,
  EnterStage,
  OpenInvestigation,
  RecordAction,
  SetPublicationPolicy,
} from './investigation.decider.js';
import {
  EnterPublicDocumentInput,
  EnterStageInput,
  LocalisedInput,
  OpenInvestigationInput,
  RecordActionInput,
  SetPublicationPolicyInput,
} from './investigation.inputs.js';
import { RecordedEvents } from './recorded-event.type.js';
import { LanguageEnum } from '#web';

const commandId = {
  name: 'commandId',
  type: () => ID,
  description: 'Chosen by the caller; the same id has one effect.',
} as const;

/** One mutation a command. Pass `position` to a query as `atLeast` to read your own write. */
@Resolver(() => CaseFile)
export class InvestigationResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(People) private readonly people: People,
    @Inject(RefusalWords) private readonly words: Refusals,
  ) {}

  @Reads('command.answer')
  @Mutation(() => CommandPayload, { description: 'Opens a case.' })
  openInvestigation(
    @Actor() actor: Principal,
    @RequestLanguage() language: Language,
    @Args(commandId) id: string,
    @Args('input') input: OpenInvestigationInput,
  ): Promise<CommandPayload> {
    const { case: ref, title, publicity, basis, receivedAt } = input;
    return this.take(
      language,
      () =>
        new OpenInvestigation(
          { case: ref, title: words(title), publicity, basis, receivedAt },
          { actor, commandId: id },
        ),
    );
  }

  @Reads('command.answer')
  @Mutation(() => CommandPayload, {
    description: 'Decides which kinds of actions the public sees as bare steps.',
  })
  setPublicationPolicy(
    @Actor() actor: Principal,
    @RequestLanguage() language: Language,
    @Args(commandId) id: string,
    @Args('input') input: SetPublicationPolicyInput,
  ): Promise<CommandPayload> {
    const { case: ref, kinds, roles, on } = input;
    const listed = (list: typeof kinds) =>
      list.map(({ name, words: w }) => ({ name, words: words(w) }));
    return this.take(
      language,
      () =>
        new SetPublicationPolicy(
          { case: ref, kinds: listed(kinds), roles: listed(roles), ...(on && { on }) },
          { actor, commandId: id },
        ),
    );
  }

  @Reads('command.answer')
  @Mutation(() => CommandPayload, { description: 'Records what was done.' })
  recordAction(
    @Actor() actor: Principal,
    @RequestLanguage() language: Language,
    @Args(commandId) id: string,
    @Args('input') input: RecordActionInput,
  ): Promise<CommandPayload> {
    return this.take(language, async () => {
      const { case: ref, at, precision, kind, actorRole, summary } = input;
      const [who] = input.actor ? await this.mentions(ref, [input.actor]) : [];
      const mentions = await this.mentions(ref, input.mentions);
      return new RecordAction(
        {
          case: ref,
          at,
          precision,
          kind,
          mentions,
          ...(actorRole && { actorRole }),
          ...(summary && { summary }),
          ...(who && { actor: who }),
        },
        { actor, commandId: id },
      );
    });
  }

  @Reads('command.answer')
  @Mutation(() => CommandPayload, {
    description: 'Enters an excerpt of a document that is already public.',
  })
  enterPublicDocument(
    @Actor() actor: Principal,
    @RequestLanguage() language: Language,
    @Args(commandId) id: string,
    @Args('input') input: EnterPublicDocumentInput,
  ): Promise<CommandPayload> {
    return this.take(language, async () => {
      const { case: ref, on, precision, marks, wording } = input;
      const [says, source, excerpt] = [
        words(input.says),
        words(input.source),
        words(input.excerpt),
      ];
      const mentions = await this.mentions(ref, input.mentions);
      return new EnterPublicDocument(
        {
          case: ref,
          on,
          precision,
          says,
          source,
          excerpt,
          marks,
          mentions,
          ...(wording && { wording }),
        },
        { actor, commandId: id },
      );
    });
  }

  @Reads('command.answer')
  @Mutation(() => CommandPayload, { description: 'Says that the case reached a stage.' })
  enterStage(
    @Actor() actor: Principal,
    @RequestLanguage() language: Language,
    @Args(commandId) id: string,
    @Args('input') input: EnterStageInput,
  ): Promise<CommandPayload> {
    const { case: ref, to, on, reason } = input;
    return this.take(
      language,
      () =>
        new EnterStage(
          { case: ref, to, ...(on && { on }), ...(reason && { reason }) },
          { actor, commandId: id },
        ),
    );
  }

  @Reads('investigation.ReadCase')
  @Query(() => CaseFile, {
    nullable: true,
    description: 'A case; null when there is none that this account may read.',
  })
  case(
    @Actor() actor: Principal,
    @Args('ref') ref: string,
    @Args('atLeast', {
      type: () => String,
      nullable: true,
      description: 'Position of a write that must be in the answer.',
    })
    atLeast: string | null,
  ): Promise<CaseFile | null> {
    return this.queries.execute(new ReadCase({ ref, atLeast: atLeast ?? null }, actor));
  }

  @ResolveField(() => String, { description: 'Title of the case.' })
  title(
    @Parent() file: CaseFile,
    @Args('language', { type: () => LanguageEnum, defaultValue: 'en' }) language: Language,
  ): string {
    return file.title[language];
  }

  @ResolveField(() => RecordedEvents, {
    description: 'What was recorded, opened for this account. Every opening is in the read audit.',
  })
  record(
    @Actor() actor: Principal,
    @Parent() { stream }: CaseFile,
    @Args('first', { type: () => Int, defaultValue: 20 }) first: number,
    @Args('from', {
      type: () => Int,
      defaultValue: 0,
      description: 'Number of the first event of the case to read, from 0.',
    })
    from: number,
  ): Promise<RecordedEvents> {
    return this.queries.execute(new ReadRecord({ stream, first, from }, actor));
  }

  private take(
    language: Language,
    command: () => Command | Promise<Command>,
  ): Promise<CommandPayload> {
    const taken = Promise.resolve()
      .then(command)
      .then((wish) => this.commands.execute<Command, Taken>(wish));
    return payloadOf(taken, this.words, language);
  }

  private mentions(ref: string, names: readonly string[]): Promise<Mention[]> {
    return Promise.all(
      names.map(async (name) => ({ name, person: await this.people.of(ref, name) })),
    );
  }
}

const words = ({ zh, en }: LocalisedInput) => ({ zh, en });
