import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { excessOf, type QueryLimits } from './query-cost.ts';

/** The longest query text, in GraphQL's tokens: 100 files written out in it still fit. */
export const MAX_TOKENS = 5_000;

/** What ordinary pages stay far below: 10,000 objects are 100 albums with 100 bare pictures each, and that is too many. */
export const LIMITS: QueryLimits = { depth: 12, cost: 10_000, fields: 1_000, rootFields: 20 };

/** An operation that may run. */
type Asked = {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Readonly<Record<string, unknown>> | undefined;
};

/** QUERY_TOO_COMPLEX for an operation that asks for too much, before any resolver runs. */
export function refuseExcess({
  schema,
  document,
  operation,
  variables = {},
}: Asked): GraphQLError | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const excess = excessOf({ schema, operation, fragments, variables }, LIMITS);
  if (!excess) return undefined;
  return new GraphQLError(`Please ask for less in one query. ${excess}`, {
    extensions: { code: 'QUERY_TOO_COMPLEX', http: { status: 400 } },
  });
}

/** Refuses what asks for too much, and streams, which plain HTTP can't carry. */
export const limitQueries: ApolloServerPlugin = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ schema, document, operation, request }) => {
      if (!operation) return;
      if (operation.operation === OperationTypeNode.SUBSCRIPTION)
        throw new GraphQLError(
          'Subscriptions are served over WebSocket (graphql-transport-ws) at this address.',
          {
            extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
          },
        );
      const excess = refuseExcess({ schema, document, operation, variables: request.variables });
      if (excess) throw excess;
    },
  }),
};
