import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { toGlobalId } from '../platform/ids.ts';
import { Node } from '../platform/node.type.ts';
import { DateTime } from '../platform/scalars.ts';
import type { MemberRow } from './member.table.ts';
import type { SessionTransport as Transport } from './start-session.ts';

const SessionTransport = { COOKIE: 'COOKIE', TOKEN: 'TOKEN' } as const satisfies Record<Transport, Transport>;
registerEnumType(SessionTransport, {
  name: 'SessionTransport',
  valuesConfig: {
    COOKIE: { description: "httpOnly cookies; the payload's tokens are null. For browsers." },
    TOKEN: {
      description: 'Tokens in the payload, to send as Authorization: Bearer. For other GraphQL clients.',
    },
  },
});

@ObjectType({ implements: Node, simpleResolvers: true })
export class Member implements Node {
  row: MemberRow;
  id: string;

  @Field(() => String)
  username: string;

  @Field(() => DateTime)
  createdAt: string;
}

/** A member as GraphQL shows it. */
export function toMember(row: MemberRow): Member {
  const { id, username, createdAt } = row;
  return Object.assign(new Member(), { row, id: toGlobalId('Member', id), username, createdAt });
}

@InputType()
export class SignUpInput {
  @Field(() => String, {
    description:
      "3 to 30 of letters of any script, digits, '.', '_' and '-'; unique, and signed in with, after NFKC and case folding.",
  })
  username: string;

  @Field(() => String, { description: '8 to 128 characters.' })
  password: string;

  @Field(() => SessionTransport, { defaultValue: SessionTransport.COOKIE })
  transport: Transport;
}

@InputType()
export class SignInInput {
  @Field(() => String)
  username: string;

  @Field(() => String)
  password: string;

  @Field(() => SessionTransport, { defaultValue: SessionTransport.COOKIE })
  transport: Transport;
}

@InputType()
export class RefreshSessionInput {
  @Field(() => String)
  refreshToken: string;
}

@InputType()
export class DeleteMemberInput {
  @Field(() => String)
  password: string;
}

@ObjectType({ simpleResolvers: true })
export class SessionTokens {
  @Field(() => String)
  accessToken: string;

  @Field(() => DateTime)
  accessTokenExpiresAt: string;

  @Field(() => String)
  refreshToken: string;

  @Field(() => DateTime)
  refreshTokenExpiresAt: string;
}

@ObjectType({ simpleResolvers: true })
export class SessionPayload {
  @Field(() => Member)
  member: Member;

  @Field(() => SessionTokens, { nullable: true })
  tokens: SessionTokens | null;
}

@ObjectType({ simpleResolvers: true })
export class SignOutPayload {
  @Field(() => Boolean)
  signedOut: boolean;
}

@ObjectType({ simpleResolvers: true })
export class DeleteMemberPayload {
  @Field(() => ID)
  deletedMemberId: string;
}
