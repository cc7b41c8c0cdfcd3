import { CombinedGraphQLErrors } from '@apollo/client';

/**
 * The contract's code of a failed operation: the API's `extensions.code`, or OFFLINE where no answer came at all.
 */
export function errorCode(error: unknown): string {
  if (!CombinedGraphQLErrors.is(error)) return 'OFFLINE';
  const code: unknown = error.errors[0]?.extensions?.code;
  return typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR';
}
