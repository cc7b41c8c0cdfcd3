import type { ApolloServerPlugin } from '@apollo/server';
import { type FragmentDefinitionNode, GraphQLError, Kind } from 'graphql';
import { excessOf, type QueryLimits } from './query-cost.ts';

/** The longest query text, in GraphQL's tokens: 100 files written out in it still fit. */
export const MAX_TOKENS = 5_000;

/** What ordinary pages stay far below: 10,000 objects are 100 albums with 100 bare pictures each, and that is too many. */
export const LIMITS: QueryLimits = { depth: 12, cost: 10_000, fields: 1_000, rootFields: 20 };

/** Refuses an operation that asks for too much before any resolver runs. It is QUERY_TOO_COMPLEX. */
export const limitQueries: ApolloServerPlugin = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ schema, document, operation, request }) => {
      if (!operation) return;
      const fragments = new Map<string, FragmentDefinitionNode>();
      for (const definition of document.definitions)
        if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
      const excess = excessOf({ schema, operation, fragments, variables: request.variables ?? {} }, LIMITS);
      if (excess)
        throw new GraphQLError(`Please ask for less in one query. ${excess}`, {
          extensions: { code: 'QUERY_TOO_COMPLEX', http: { status: 400 } },
        });
    },
  }),
};
