import type { AMember } from './builders.ts';
import type { Harness, Sender } from './harness.ts';

type Tokens = {
  accessToken: string;
  accessTokenExpiresAt: string;
  refreshToken: string;
  refreshTokenExpiresAt: string;
};
type Payload = { member: { id: string; username: string }; tokens: Tokens | null };

const PAYLOAD = `member { id username }
  tokens { accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt }`;
const SIGN_IN = `mutation ($input: SignInInput!) { session: signIn(input: $input) { ${PAYLOAD} } }`;
const REFRESH = `mutation ($input: RefreshSessionInput) { session: refreshSession(input: $input) { ${PAYLOAD} } }`;
/** Ends the session of who sends it. */
export const SIGN_OUT = 'mutation { signOut { signedOut } }';

/** The tokens of an answer. @throws Error where it came without. */
export const tokensOf = ({ data }: { data: { session: Payload } | null }): Tokens => {
  if (!data?.session.tokens) throw new Error('The session came without tokens.');
  return data.session.tokens;
};
/** What a member signs in with. */
export const credentials = ({ username, password }: AMember, transport = 'TOKEN') => ({
  username,
  password,
  transport,
});

/** What clients ask of a harness about their sessions. */
export function sessionRequests(harness: Harness) {
  const signIn = (input: object, sender?: Sender) =>
    harness.api<{ session: Payload }>(SIGN_IN, { input }, sender);
  const refresh = (refreshToken?: string, sender?: Sender) =>
    harness.api<{ session: Payload }>(REFRESH, refreshToken ? { input: { refreshToken } } : {}, sender);
  const whoAmI = async (sender?: Sender) => {
    const { viewer } = await harness
      .api<{ viewer: { username: string } | null }>('{ viewer { username } }', {}, sender)
      .then(({ data }) => data ?? { viewer: null });
    return viewer?.username ?? null;
  };
  return { signIn, refresh, whoAmI };
}
