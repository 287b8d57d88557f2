import { Field, ObjectType } from '@nestjs/graphql';
import { fill, Invalid, Refused, type Language, type Refusals } from '#kernel';
import type { Taken } from '#decisions';
import { Reads } from './field-access.js';

/** A rule said no, or a value cannot be taken. Nothing was recorded. */
@ObjectType({ description: 'Why nothing was recorded, and what to do next.' })
@Reads('command.answer')
export class UserError {
  @Field(() => String, { description: 'Stable code; see the error catalogue.' })
  code!: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Path of the input field that it is about.',
  })
  field!: string[] | null;

  @Field(() => String, {
    description: 'What is wrong and what to do, in the language of the request.',
  })
  message!: string;
}

/** The payload of every mutation. */
@ObjectType({ description: 'What the log answers to a command.' })
@Reads('command.answer')
export class CommandPayload {
  @Field(() => String, {
    nullable: true,
    description: 'Pass it as `atLeast` to read your own write; null when refused.',
  })
  position!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The signed leaf: proof that this was accepted.',
  })
  receipt!: string | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}

/** Turns what a command does into its payload. The one place where a refusal becomes data. */
export async function payloadOf(
  taken: Promise<Taken>,
  refusals: Refusals,
  language: Language,
): Promise<CommandPayload> {
  try {
    const { position, receipt } = await taken;
    return { position, receipt, userErrors: [] };
  } catch (error) {
    if (error instanceof Refused) {
      const { code, field, values } = error;
      const sentence = refusals[code];
      return refusedWith(code, field, sentence ? fill(sentence, values)[language] : code);
    }
    if (error instanceof Invalid && error.code === 'INVALID_VALUE')
      return refusedWith(error.code, error.at.split('.'), error.message);
    throw error;
  }
}

const refusedWith = (
  code: string,
  field: readonly string[] | undefined,
  message: string,
): CommandPayload => ({
  position: null,
  receipt: null,
  userErrors: [{ code, field: field ? [...field] : null, message }],
});
