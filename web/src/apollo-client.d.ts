import type { GraphQLCodegenDataMasking } from '@apollo/client/masking';

declare module '@apollo/client' {
  // Tells Apollo Client that codegen writes the masked types, so that a parent cannot read its child's fields.
  export interface TypeOverrides extends GraphQLCodegenDataMasking.TypeOverrides {}
}
