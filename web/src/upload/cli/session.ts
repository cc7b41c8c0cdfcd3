import { errorOfExtensions, errorOfResponse } from '../api/upload-error.ts';
import { UploadApiError } from '../engine/upload-api.ts';
import { type Operations, textOf } from './operations.ts';

const answerWithinMs = 60_000;

/** What the API said no to, in its own words. */
export class ApiRefusal extends Error {
  override name = 'ApiRefusal';
  readonly extensions: Readonly<Record<string, unknown>> | undefined;

  constructor(message: string, extensions: Readonly<Record<string, unknown>> | undefined) {
    super(message);
    this.extensions = extensions;
  }
}

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

interface Answer<T> {
  readonly data?: T | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Record<string, unknown> }[];
}

/** A member's session with one server. Its tokens are nowhere but in this process. */
export class Session {
  private readonly server: string;
  private tokens: Tokens | null = null;
  private renewing: Promise<boolean> | null = null;

  /** @param server an origin, with no slash at its end. */
  constructor(server: string) {
    this.server = server;
  }

  /** Signs in and answers who that is. Rejects with an ApiRefusal where the name or the password is wrong. */
  async signIn(username: string, password: string): Promise<{ id: string; username: string }> {
    const { signIn } = await this.send('CliSignIn', { input: { username, password, transport: 'TOKEN' } });
    this.tokens = signIn.tokens;
    return signIn.member;
  }

  /** Ends the session on the server. Never rejects: an abandoned one ends by itself. */
  async signOut(): Promise<void> {
    if (this.tokens === null) return;
    await this.send('CliSignOut', {}).catch(() => undefined);
    this.tokens = null;
  }

  /** Asks as the member, with a renewed session where that is needed. Rejects with an ApiRefusal or an UploadApiError. */
  async ask<Name extends keyof Operations>(
    name: Name,
    variables: Operations[Name]['variables'],
  ): Promise<Operations[Name]['data']> {
    const before = this.tokens;
    try {
      return await this.send(name, variables);
    } catch (error) {
      const isOver = error instanceof ApiRefusal && error.extensions?.code === 'UNAUTHENTICATED';
      if (!isOver || !(await this.renew(before))) throw error;
      return this.send(name, variables);
    }
  }

  // Operations that fail together share one renewal, and one that comes late finds it done.
  private renew(before: Tokens | null): Promise<boolean> {
    if (before === null) return Promise.resolve(false);
    if (before !== this.tokens) return Promise.resolve(this.tokens !== null);
    this.renewing ??= this.trade(before).finally(() => {
      this.renewing = null;
    });
    return this.renewing;
  }

  private async trade({ refreshToken }: Tokens): Promise<boolean> {
    try {
      const { refreshSession } = await this.send('CliRefreshSession', { input: { refreshToken } });
      this.tokens = refreshSession.tokens;
      return this.tokens !== null;
    } catch (error) {
      if (error instanceof ApiRefusal && error.extensions?.code === 'UNAUTHENTICATED') return false;
      throw error;
    }
  }

  private async send<Name extends keyof Operations>(
    name: Name,
    variables: Operations[Name]['variables'],
  ): Promise<Operations[Name]['data']> {
    const response = await this.post(JSON.stringify({ query: textOf(name), variables, operationName: name }));
    let answer: Answer<Operations[Name]['data']>;
    try {
      answer = await response.json();
    } catch (cause) {
      throw errorOfResponse(response, cause);
    }
    const [error] = answer.errors ?? [];
    if (error !== undefined) throw new ApiRefusal(error.message, error.extensions);
    if (answer.data === undefined || answer.data === null) throw errorOfResponse(response);
    return answer.data;
  }

  private async post(body: string): Promise<Response> {
    try {
      return await fetch(`${this.server}/graphql`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          ...(this.tokens === null ? {} : { Authorization: `Bearer ${this.tokens.accessToken}` }),
        },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(answerWithinMs),
      });
    } catch (cause) {
      throw new UploadApiError('NETWORK', null, { cause });
    }
  }
}

/** What any failure of `ask` means to the engine. */
export function uploadErrorOf(cause: unknown): UploadApiError {
  if (cause instanceof UploadApiError) return cause;
  if (cause instanceof ApiRefusal) return errorOfExtensions(cause.extensions, cause);
  return new UploadApiError('SERVER', null, { cause });
}
