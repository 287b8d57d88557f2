import { Field, InputType, registerEnumType } from '@nestjs/graphql';
import { precisions, type MarkReason, type Precision, type Publicity } from '#kernel';
import { bases } from './investigation.events.js';
import { StageEnum } from './public-case.view.js';
import type { Stage } from './stages.js';

const named = (values: readonly string[]) =>
  Object.fromEntries(values.map((value) => [value, value]));
const PrecisionEnum = named(precisions);
const PublicityEnum = { counted: 'counted', public: 'public' } satisfies Record<
  Publicity,
  Publicity
>;
// Enum values of GraphQL have no dashes.
const BasisEnum = Object.fromEntries(bases.map((basis) => [basis.replaceAll('-', '_'), basis]));
const MarkReasonEnum = {
  privacy_of_the_person_affected: 'privacy-of-the-person-affected',
  privacy_of_another_person: 'privacy-of-another-person',
} satisfies Record<string, MarkReason>;
registerEnumType(PrecisionEnum, { name: 'Precision', description: 'How exactly a day is known.' });
registerEnumType(PublicityEnum, { name: 'Publicity', description: 'Who may know of a case.' });
registerEnumType(BasisEnum, { name: 'Basis', description: 'What a case rests on.' });
registerEnumType(MarkReasonEnum, { name: 'MarkReason', description: 'Why words are withheld.' });

@InputType({ description: 'A sentence in both languages.' })
export class LocalisedInput {
  @Field(() => String) zh!: string;
  @Field(() => String) en!: string;
}

@InputType({ description: 'A kind or role, and the words that the public reads for it.' })
export class ListedWordInput {
  @Field(() => String) name!: string;
  @Field(() => LocalisedInput) words!: LocalisedInput;
}

@InputType()
export class OpenInvestigationInput {
  @Field(() => String, { description: 'Reference of the new case.' }) case!: string;
  @Field(() => LocalisedInput) title!: LocalisedInput;
  @Field(() => PublicityEnum, { defaultValue: 'counted' }) publicity!: Publicity;
  @Field(() => BasisEnum, { defaultValue: 'panel-record' }) basis!: (typeof bases)[number];
  @Field(() => String, { description: 'When it was received, ISO 8601 with offset.' })
  receivedAt!: string;
}

@InputType()
export class SetPublicationPolicyInput {
  @Field(() => String) case!: string;
  @Field(() => [ListedWordInput]) kinds!: ListedWordInput[];
  @Field(() => [ListedWordInput], { defaultValue: [] }) roles!: ListedWordInput[];
  @Field(() => String, {
    nullable: true,
    description: 'Day of the decision, YYYY-MM-DD; today if left out.',
  })
  on?: string | null;
}

@InputType()
export class RecordActionInput {
  @Field(() => String) case!: string;
  @Field(() => String, { description: 'When it happened, ISO 8601 with offset.' }) at!: string;
  @Field(() => PrecisionEnum, { defaultValue: 'day' }) precision!: Precision;
  @Field(() => String) kind!: string;
  @Field(() => String, { nullable: true }) actorRole?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Name of whoever acted; sealed under that person’s key.',
  })
  actor?: string | null;
  @Field(() => String, { nullable: true, description: 'Sealed.' }) summary?: string | null;
  @Field(() => [String], {
    defaultValue: [],
    description: 'Names in the summary, each sealed under its person’s key.',
  })
  mentions!: string[];
}

@InputType()
export class EnterPublicDocumentInput {
  @Field(() => String) case!: string;
  @Field(() => String, { description: 'Day of the document, YYYY-MM-DD.' }) on!: string;
  @Field(() => PrecisionEnum, { defaultValue: 'day' }) precision!: Precision;
  @Field(() => LocalisedInput, { description: 'Who says it, for example “the letter says”.' })
  says!: LocalisedInput;
  @Field(() => LocalisedInput, { description: 'Title of the document.' }) source!: LocalisedInput;
  @Field(() => LocalisedInput, { description: 'The words that may be shown again.' })
  excerpt!: LocalisedInput;
  @Field(() => [MarkReasonEnum], { defaultValue: [] }) marks!: MarkReason[];
  @Field(() => String, {
    nullable: true,
    description: 'The words as the document has them, where some are withheld; sealed.',
  })
  wording?: string | null;
  @Field(() => [String], { defaultValue: [] }) mentions!: string[];
}

@InputType()
export class EnterStageInput {
  @Field(() => String) case!: string;
  @Field(() => StageEnum) to!: Stage;
  @Field(() => String, { nullable: true, description: 'YYYY-MM-DD; today if left out.' }) on?:
    string | null;
  @Field(() => String, { nullable: true, description: 'Sealed; required when going back.' })
  reason?: string | null;
}
