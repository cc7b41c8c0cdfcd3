import { useMutation } from '@apollo/client/react';
import { useCallback } from 'react';
import { errorCode } from '../app/error-code.ts';
import { SignInDocument } from './SignIn.generated.ts';
import { SignUpDocument } from './SignUp.generated.ts';
import { announceSignedIn } from './session-signals.ts';
import { ViewerDocument } from './Viewer.generated.ts';

export type VisitorMode = 'signIn' | 'signUp';

/**
 * Signs in or up with cookies. Answers null when the member is in, which the gate shows by itself; else the contract's code.
 */
export function useSignIn(): (
  mode: VisitorMode,
  username: string,
  password: string,
) => Promise<string | null> {
  const [signIn] = useMutation(SignInDocument, {
    update: (cache, { data }) => {
      if (data) cache.writeQuery({ query: ViewerDocument, data: { viewer: data.signIn.member } });
    },
  });
  const [signUp] = useMutation(SignUpDocument, {
    update: (cache, { data }) => {
      if (data) cache.writeQuery({ query: ViewerDocument, data: { viewer: data.signUp.member } });
    },
  });
  return useCallback(
    async (mode, username, password) => {
      try {
        const variables = { input: { username, password, transport: 'COOKIE' as const } };
        await (mode === 'signIn' ? signIn({ variables }) : signUp({ variables }));
        announceSignedIn();
        return null;
      } catch (error) {
        return errorCode(error);
      }
    },
    [signIn, signUp],
  );
}
