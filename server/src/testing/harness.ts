import { parseSetCookie } from 'cookie';
import { afterAll } from 'vitest';
import type { Config } from '../config.ts';
import type { Deps } from '../deps.ts';
import { startApi } from '../start-api.ts';
import { openPlace } from './place.ts';
import type { Wire } from './wire.ts';

/** Who sends an operation: without a token and cookies, a visitor. */
export type Sender = {
  token?: string;
  /** A Cookie header. */
  cookies?: string;
  /** Where the operation seems to come from; without it, this machine. */
  address?: string;
  headers?: Record<string, string>;
};

/** One error of an answer, as the contract has it. */
type ReplyError = { message: string; path?: (string | number)[]; code: string; retryAfter?: number };

/** An answer of the API; data is what the query asked for, which only the test knows. */
export type Reply<T> = {
  data: T | null;
  errors: ReplyError[];
  /** The codes of the errors, in their order. */
  codes: string[];
  status: number;
  headers: Headers;
  /** The answer's cookies as a Cookie header. */
  cookies: string;
};

/** Pic-up on the real services, with a database, bucket and prefixes of its own that go when the test file ends. */
export type Harness = {
  config: Config;
  /** The environment of `config`, for processes that a test starts. */
  env: Record<string, string>;
  deps: Deps;
  /** The API's address, without /graphql. */
  url: string;
  /** Runs an operation over HTTP and answers whatever comes back. */
  api: <T>(query: string, variables?: object, sender?: Sender) => Promise<Reply<T>>;
  /** Runs an operation that must succeed. @throws Error with the answer's errors. */
  ask: <T>(query: string, variables?: object, sender?: Sender) => Promise<T>;
};

/**
 * Opens a harness for the test file that calls it, at its top; it is closed after the file's last test.
 * @param options bucket makes the bucket too (a tenth of a second); env overrides the configuration; wires are opened
 * ones that the processes reach their services through, for a test to cut.
 */
export async function openHarness(
  options: { bucket?: boolean; env?: Record<string, string>; wires?: { mysql?: Wire; redis?: Wire } } = {},
): Promise<Harness> {
  const { config, env, deps, close } = await openPlace(process.env, options);
  const running = await startApi(deps, { port: 0, host: '127.0.0.1' });

  afterAll(async () => {
    await running.close();
    await close();
  });

  const url = `http://127.0.0.1:${running.port}`;
  const api = <T>(query: string, variables?: object, sender?: Sender) =>
    send<T>(url, query, variables, sender);
  const ask = async <T>(query: string, variables?: object, sender?: Sender): Promise<T> => {
    const { data, errors } = await api<T>(query, variables, sender);
    if (errors.length > 0 || !data) throw new Error(`The API refused: ${JSON.stringify(errors)}`);
    return data;
  };
  return { config, env, deps, url, api, ask };
}

async function send<T>(url: string, query: string, variables = {}, sender: Sender = {}): Promise<Reply<T>> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(sender.token && { Authorization: `Bearer ${sender.token}` }),
      ...(sender.cookies && { Cookie: sender.cookies }),
      ...(sender.address && { 'X-Forwarded-For': sender.address }),
      ...sender.headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  const body: unknown = await response.json();
  // JSON has no type: what the query asks for is what the test claims, and its expectations check.
  const answer = body as { data?: T | null; errors?: RawError[] };
  const errors = (answer.errors ?? []).map(({ message, path, extensions }) => ({
    message,
    path,
    ...extensions,
  }));
  return {
    data: answer.data ?? null,
    errors,
    codes: errors.map(({ code }) => code),
    status: response.status,
    headers: response.headers,
    cookies: response.headers
      .getSetCookie()
      .map((line) => parseSetCookie(line))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; '),
  };
}

type RawError = Omit<ReplyError, 'code' | 'retryAfter'> & {
  extensions: Pick<ReplyError, 'code' | 'retryAfter'>;
};
