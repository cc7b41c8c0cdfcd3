import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { type Context, requireViewer } from '../context.ts';
import { toGlobalId } from '../platform/ids.ts';
import { deleteMember } from './delete-member.ts';
import { readMember } from './member.read.ts';
import {
  DeleteMemberInput,
  DeleteMemberPayload,
  Member,
  RefreshSessionInput,
  SessionPayload,
  SignInInput,
  SignOutPayload,
  SignUpInput,
  toMember,
} from './member.type.ts';
import { refreshSession } from './refresh-session.ts';
import { signIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';
import { signUp } from './sign-up.ts';
import type { StartedSession } from './start-session.ts';

@Resolver(() => Member)
export class MemberResolver {
  @Query(() => Member, {
    nullable: true,
    description: 'The signed-in member; null for a visitor. Open to visitors.',
  })
  async viewer(@Ctx() { deps, viewer }: Context): Promise<Member | null> {
    const row = viewer && (await readMember(deps.db, viewer.memberId));
    return row ? toMember(row) : null;
  }

  @Mutation(() => SessionPayload, {
    description: 'Open to visitors. Works while the message broker is down.',
  })
  async signUp(
    @Arg('input', () => SignUpInput) input: SignUpInput,
    @Ctx() context: Context,
  ): Promise<SessionPayload> {
    return handOver(context, await signUp(context.deps, context.address, input));
  }

  @Mutation(() => SessionPayload, { description: 'Open to visitors.' })
  async signIn(
    @Arg('input', () => SignInInput) input: SignInInput,
    @Ctx() context: Context,
  ): Promise<SessionPayload> {
    return handOver(context, await signIn(context.deps, context.address, input));
  }

  @Mutation(() => SessionPayload, {
    description: [
      'Open to visitors. Trades a refresh token, from the input or the cookie, for a new session of the same transport; the old',
      'access token stops. A used, unknown or expired token is UNAUTHENTICATED, and a token used twice ends its whole family,',
      "but for a few seconds' grace in which parallel requests of one client get the same successor.",
    ].join('\n'),
  })
  async refreshSession(
    @Arg('input', () => RefreshSessionInput, { nullable: true }) input: RefreshSessionInput | null,
    @Ctx() context: Context,
  ): Promise<SessionPayload> {
    const token = input?.refreshToken ?? context.cookies.refreshToken;
    return handOver(context, await refreshSession(context.deps, context.address, token));
  }

  @Mutation(() => SignOutPayload, {
    description: 'Ends this session everywhere at once: its access token stops working too.',
  })
  async signOut(@Ctx() context: Context): Promise<SignOutPayload> {
    await signOut(context.deps, requireViewer(context));
    context.cookies.clear();
    // What comes later in the same operation is a visitor's.
    context.viewer = undefined;
    return { signedOut: true };
  }

  @Mutation(() => DeleteMemberPayload, {
    description: 'Removes the member, and in the background every album, picture and stored byte.',
  })
  async deleteMember(
    @Arg('input', () => DeleteMemberInput) { password }: DeleteMemberInput,
    @Ctx() context: Context,
  ): Promise<DeleteMemberPayload> {
    const id = await deleteMember(context.deps, requireViewer(context), context.address, password);
    context.cookies.clear();
    context.viewer = undefined;
    return { deletedMemberId: toGlobalId('Member', id) };
  }
}

function handOver(context: Context, { member, transport, tokens }: StartedSession): SessionPayload {
  if (transport === 'COOKIE') context.cookies.set(tokens);
  return { member: toMember(member), tokens: transport === 'COOKIE' ? null : tokens };
}
