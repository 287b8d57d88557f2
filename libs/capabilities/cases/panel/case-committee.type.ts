import { Field, Int, ObjectType } from '@nestjs/graphql';
import { GraphQLDate } from 'graphql-scalars';
import { constituency, memberRole, type Constituency, type MemberRole } from '#committee/events';
import { graphqlEnum, Reads } from '#web';

const MemberRoleEnum = graphqlEnum(memberRole);
const ConstituencyEnum = graphqlEnum(constituency);

@ObjectType({ description: 'A term of a member of the committee, as the panel reads it.' })
@Reads('cases.ReadCase')
export class CaseMember {
  @Field(() => String, { description: 'Id of the member, as commands take it.' }) id!: string;
  @Field(() => String, {
    nullable: true,
    description:
      'As the roster shows it; null for a protected member, whose name is in the record.',
  })
  name!: string | null;
  @Field(() => MemberRoleEnum) role!: MemberRole;
  @Field(() => ConstituencyEnum) constituency!: Constituency;
  @Field(() => Boolean) voting!: boolean;
  @Field(() => GraphQLDate) from!: string;
  @Field(() => GraphQLDate, { nullable: true }) to!: string | null;
  @Field(() => GraphQLDate, { nullable: true, description: 'Last day of the term as appointed.' })
  until!: string | null;
}

@ObjectType({ description: 'A version of the charter or of the terms of reference.' })
@Reads('cases.ReadCase')
export class CaseText {
  @Field(() => Int) version!: number;
  @Field(() => String) sha256!: string;
  @Field(() => GraphQLDate) adoptedOn!: string;
  @Field(() => String) zh!: string;
  @Field(() => String) en!: string;
}

@ObjectType({ description: 'Who works on a case, and under which rules.' })
@Reads('cases.ReadCase')
export class CaseCommittee {
  @Field(() => [CaseMember], { description: 'Present and past terms, oldest first.' })
  members!: CaseMember[];
  @Field(() => [CaseText], { description: 'Versions of the charter, oldest first.' })
  charters!: CaseText[];
  @Field(() => [CaseText], { description: 'Versions of the terms of reference, oldest first.' })
  terms!: CaseText[];
  @Field(() => Int, { description: 'Members who stood aside.' }) recusals!: number;
  @Field(() => Int, { description: 'Meetings that were held.' }) meetings!: number;
}
