import { Field, ID, InterfaceType } from 'type-graphql';

/** What has a global id. Resolvers return instances of the implementing classes: that is how GraphQL tells them apart. */
@InterfaceType('Node', {
  description: 'Relay global object identification: https://relay.dev/graphql/objectidentification.htm',
})
export abstract class Node {
  @Field(() => ID)
  id: string;
}
