import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { GraphQLDate, GraphQLDateTime } from 'graphql-scalars';
import { PublicCase, TimelineEntry } from '#cases/public';
import { CharterVersion } from '#committee/public';
import { publicRead, Reads } from '#web';

@ObjectType({ description: 'How far the public record goes.' })
@Reads(publicRead)
export class AsOf {
  @Field(() => Int, { description: 'Leaf index up to which this answer reads the log.' })
  index!: number;
  @Field(() => String, {
    nullable: true,
    description: 'Root of the newest published checkpoint, in base64; null before the first.',
  })
  checkpoint!: string | null;
}

@ObjectType({ description: 'Where a page stands among the others.' })
@Reads(publicRead)
export class PageInfo {
  @Field(() => Boolean) hasNextPage!: boolean;
  @Field(() => Boolean) hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true }) startCursor!: string | null;
  @Field(() => String, { nullable: true }) endCursor!: string | null;
}

@ObjectType()
@Reads(publicRead)
export class InvestigationEdge {
  @Field(() => String) cursor!: string;
  @Field(() => PublicCase) node!: PublicCase;
}

@ObjectType({ description: 'A page of investigations.' })
@Reads(publicRead)
export class InvestigationConnection {
  @Field(() => [InvestigationEdge]) edges!: InvestigationEdge[];
  @Field(() => [PublicCase]) nodes!: PublicCase[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
  @Field(() => Int) totalCount!: number;
  @Field(() => AsOf) asOf!: AsOf;
}

@ObjectType()
@Reads(publicRead)
export class TimelineEdge {
  @Field(() => String) cursor!: string;
  @Field(() => TimelineEntry) node!: TimelineEntry;
}

@ObjectType({ description: 'A page of a public timeline, newest first.' })
@Reads(publicRead)
export class TimelineConnection {
  @Field(() => [TimelineEdge]) edges!: TimelineEdge[];
  @Field(() => [TimelineEntry]) nodes!: TimelineEntry[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
  @Field(() => Int) totalCount!: number;
  @Field(() => AsOf) asOf!: AsOf;
}

@ObjectType({ description: 'A place where words are withheld, and why.' })
@Reads(publicRead)
export class Mark {
  @Field(() => String, { description: 'From a closed list.' }) reason!: string;
}

@ObjectType({ description: 'One term of a member of an investigation committee.' })
@Reads(publicRead)
export class Member {
  @Field(() => ID, {
    description: 'Id of the member; later terms of the same member end in -2, -3 and so on.',
  })
  id!: string;
  @Field(() => String, { nullable: true, description: 'Null for a protected member.' }) name!:
    string | null;
  @Field(() => String) role!: string;
  @Field(() => String) seat!: string;
  @Field(() => GraphQLDate) from!: string;
  @Field(() => GraphQLDate, { nullable: true }) to!: string | null;
}

@ObjectType({ description: 'The committee of an investigation.' })
@Reads(publicRead)
export class Committee {
  @Field(() => CharterVersion, { nullable: true, description: 'The version in force.' })
  charter!: CharterVersion | null;
  @Field(() => [CharterVersion], { description: 'Every version, newest first.' })
  charters!: CharterVersion[];
  @Field(() => [Member], { description: 'One entry a term, present and past, oldest first.' })
  members!: Member[];
  @Field(() => GraphQLDate, { nullable: true }) constitutedOn!: string | null;
  @Field(() => Int, { description: 'How often an entry says that one member was recused.' })
  recusals!: number;
  @Field(() => Int, { description: 'Meetings held.' }) meetings!: number;
  @Field(() => Int, { description: 'Objections filed.' }) objections!: number;
}

// What follows is named by the contract and stays empty until its capabilities come.

export const DeadlineStateEnum = {
  scheduled: 'scheduled',
  due_soon: 'due_soon',
  met: 'met',
  met_late: 'met_late',
  overdue: 'overdue',
  extended: 'extended',
  suspended: 'suspended',
  waived: 'waived',
} as const;
registerEnumType(DeadlineStateEnum, {
  name: 'DeadlineState',
  description: 'Where a deadline stands.',
});

@ObjectType({ description: 'A promise with a day.' })
@Reads(publicRead)
export class Deadline {
  @Field(() => ID) id!: string;
  @Field(() => String) kind!: string;
  @Field(() => GraphQLDateTime) due!: string;
  @Field(() => DeadlineStateEnum) state!: keyof typeof DeadlineStateEnum;
  @Field(() => String, { nullable: true }) owner!: string | null;
}
