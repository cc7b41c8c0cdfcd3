import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { AppError, notFound, unavailable } from './errors.ts';
import { maskErrors } from './graphql-errors.ts';

const logged: string[] = [];
const mask = maskErrors(pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }));

/** An error as Apollo hands it over: wrapped where a resolver threw it, with its first try at a code. */
const shown = (thrown: Error, code = 'INTERNAL_SERVER_ERROR') => {
  const error =
    thrown instanceof GraphQLError
      ? thrown
      : new GraphQLError(thrown.message, { originalError: thrown, path: ['a'] });
  return mask({ message: error.message, path: ['a'], extensions: { ...error.extensions, code } }, error);
};

describe('an error', () => {
  it('of ours keeps its code, sentence and patience, also where it was wrapped on the way', () => {
    expect(shown(notFound('album'))).toEqual({
      message: 'There is no such album.',
      path: ['a'],
      extensions: { code: 'NOT_FOUND' },
    });
    const limited = new AppError('RATE_LIMITED', 'Wait.', { retryAfter: 7 });
    expect(shown(new Error('Failed query: insert into secrets', { cause: limited }))).toEqual({
      message: 'Wait.',
      path: ['a'],
      extensions: { code: 'RATE_LIMITED', retryAfter: 7 },
    });
  });

  it('of a service that is away says so and no more', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.5:3306'), { code: 'ECONNREFUSED' });
    for (const error of [
      refused,
      new Error('Failed query: select secret', { cause: refused }),
      unavailable(refused),
    ]) {
      const answer = shown(error);
      expect(answer.extensions).toEqual({ code: 'UNAVAILABLE', retryAfter: 2 });
      expect(answer.message).not.toMatch(/10\.0|secret|ECONN/);
    }
    expect(shown(new Error('Failed query', { cause: new Error('Queue limit reached.') })).extensions).toEqual(
      {
        code: 'BUSY',
        retryAfter: 1,
      },
    );
  });

  it('that nobody foresaw is logged and hidden', () => {
    logged.length = 0;
    const answer = shown(new TypeError("Cannot read properties of undefined (reading 'secret')"));
    expect(answer).toEqual({
      message: 'Something went wrong on our side. Please try again.',
      path: ['a'],
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
    expect(logged.join()).toContain("reading 'secret'");
  });

  it('of GraphQL keeps GraphQL’s code without anything beside it', () => {
    const error = new GraphQLError('Syntax Error.', { extensions: { stacktrace: ['secret'] } });
    expect(shown(error, 'GRAPHQL_PARSE_FAILED').extensions).toEqual({ code: 'GRAPHQL_PARSE_FAILED' });
    expect(shown(error, 'SOMETHING_NEW').extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
  });
});
