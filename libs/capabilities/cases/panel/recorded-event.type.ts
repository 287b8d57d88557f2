import { Field, Int, ObjectType } from '@nestjs/graphql';
import { Reads } from '#web';

@ObjectType({ description: 'A field of a recorded event, opened for this account.' })
@Reads('cases.ReadRecord')
export class RecordedField {
  @Field(() => String) name!: string;
  @Field(() => String, { description: 'open, procedure, panel or personal.' }) class!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Its text, or its JSON where it is no text; null when absent or locked.',
  })
  text!: string | null;
  @Field(() => Boolean, { description: 'Whether a key for it is missing: not allowed, or erased.' })
  locked!: boolean;
}

@ObjectType({ description: 'An event of a case, opened for this account.' })
@Reads('cases.ReadRecord')
export class RecordedEvent {
  @Field(() => Int, { description: 'Leaf index.' }) index!: number;
  @Field(() => Int, { description: 'Number in its case, from 0.' }) version!: number;
  @Field(() => String) type!: string;
  @Field(() => String, { description: 'public or sealed.' }) visibility!: string;
  @Field(() => [RecordedField]) fields!: RecordedField[];
}

@ObjectType({ description: 'A page of recorded events.' })
@Reads('cases.ReadRecord')
export class RecordedEvents {
  @Field(() => [RecordedEvent]) nodes!: RecordedEvent[];
  @Field(() => Int, { nullable: true, description: 'Pass it as `from` for the next page.' }) next!:
    number | null;
}
