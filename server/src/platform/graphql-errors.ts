import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { toAppError } from './errors.ts';
import type { Logger } from './log.ts';

/** GraphQL's own codes that a client may see beside ours. */
const ownCodes: ReadonlySet<unknown> = new Set([
  'BAD_USER_INPUT',
  'QUERY_TOO_COMPLEX',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
]);

/**
 * What a client sees of an error: a code of the contract and a sentence, never a stack or a driver's message. What is
 * hidden is logged.
 */
export function maskErrors(log: Logger) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const { locations, path } = formatted;
    const where = { ...(locations && { locations }), ...(path && { path }) };
    const thrown = error instanceof GraphQLError ? (error.originalError ?? error) : error;
    const known = toAppError(thrown);
    if (known) {
      if (known.code === 'UNAVAILABLE') log.warn({ err: known.cause, path }, 'a service is away');
      const { code, message, retryAfter } = known;
      return { message, ...where, extensions: { code, ...(retryAfter !== undefined && { retryAfter }) } };
    }
    const code = formatted.extensions?.code;
    if (code === 'GRAPHQL_PARSE_FAILED' && /tokens/.test(formatted.message))
      return { message: 'The query is too long.', extensions: { code: 'QUERY_TOO_COMPLEX' } };
    // The parser calls itself for each level, and a query may have more of them than the stack.
    if (code === 'GRAPHQL_PARSE_FAILED' && /call stack/.test(formatted.message))
      return { message: 'The query is nested too deeply.', extensions: { code: 'QUERY_TOO_COMPLEX' } };
    if (code === 'PERSISTED_QUERY_NOT_SUPPORTED')
      return {
        message: 'Send the whole query; persisted queries are not offered.',
        extensions: { code: 'BAD_REQUEST' },
      };
    if (ownCodes.has(code)) return { message: formatted.message, ...where, extensions: { code } };
    log.error({ err: thrown, path }, 'a request failed');
    const message = 'Something went wrong on our side. Please try again.';
    return { message, ...where, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  };
}

/** An error that stops a request before its operation starts, with the HTTP status that says the same. */
export function asHttpError(error: unknown): unknown {
  const known = toAppError(error);
  if (!known) return error;
  const headers = new HeaderMap(known.retryAfter ? [['retry-after', String(known.retryAfter)]] : []);
  return new GraphQLError(known.message, {
    originalError: known,
    extensions: { http: { status: 503, headers } },
  });
}

/** Says in HTTP's own words when a try again makes sense. */
export const sendRetryAfter: ApolloServerPlugin = {
  requestDidStart: async () => ({
    willSendResponse: async ({ errors, response }) => {
      const waits = (errors ?? []).map((error) => toAppError(error.originalError)?.retryAfter ?? 0);
      const longest = Math.max(0, ...waits);
      if (longest > 0) response.http.headers.set('retry-after', String(longest));
    },
  }),
};
