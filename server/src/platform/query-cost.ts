import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/** The most of everything that one operation may ask for. */
export type QueryLimits = { depth: number; cost: number; fields: number; rootFields: number };

/** An operation that passed validation, with what its variables hold. */
export type Operation = {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  variables: Readonly<Record<string, unknown>>;
};

/** Why an operation is refused, or undefined where it is within the limits. */
export function excessOf(asked: Operation, limits: QueryLimits): string | undefined {
  const root = asked.schema.getRootType(asked.operation.operation);
  if (!root) return undefined;
  const walk: Walk = { ...asked, limits, fieldsSeen: 0 };
  try {
    const fields = merge(walk, [asked.operation.selectionSet]);
    if (fields.size > limits.rootFields)
      throw new Excess(`It has more than ${limits.rootFields} fields at its root.`);
    // No argument says how long the lists of a stream's messages are.
    const listSize = asked.operation.operation === OperationTypeNode.SUBSCRIPTION ? MAX_LIST : 1;
    const cost = costOf(walk, root, fields, { depth: 1, listSize });
    if (cost > limits.cost) throw new Excess(`It could answer ${cost} objects; ${limits.cost} are allowed.`);
    return undefined;
  } catch (error) {
    if (error instanceof Excess) return error.message;
    throw error;
  }
}

class Excess extends Error {}

type Walk = Operation & { limits: QueryLimits; fieldsSeen: number };
type Merged = Map<string, FieldNode[]>;
type Place = { depth: number; listSize: number };

/** Selections as they are answered: fragments spread out, the same answer key once. */
function merge(walk: Walk, sets: SelectionSetNode[]): Merged {
  const merged: Merged = new Map();
  const spread = new Set<string>();
  const visit = ({ selections }: SelectionSetNode) => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        merged.set(key, [...(merged.get(key) ?? []), selection]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(selection.selectionSet);
      } else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = walk.fragments.get(selection.name.value);
        if (fragment) visit(fragment.selectionSet);
      }
    }
  };
  sets.forEach(visit);
  walk.fieldsSeen += merged.size;
  if (walk.fieldsSeen > walk.limits.fields)
    throw new Excess(`It has more than ${walk.limits.fields} fields.`);
  return merged;
}

/** How many objects and signed URLs the fields of one object could answer. */
function costOf(walk: Walk, type: GraphQLNamedType, fields: Merged, { depth, listSize }: Place): number {
  if (depth > walk.limits.depth) throw new Excess(`It is more than ${walk.limits.depth} levels deep.`);
  let total = 0;
  for (const nodes of fields.values()) {
    const [node] = nodes;
    // Introspection answers from memory, and GraphQL's own rules bound it.
    if (!node || node.name.value.startsWith('__')) continue;
    const field = fieldNamed(walk, type, node.name.value);
    if (field) total += fieldCost(walk, field, nodes, { depth, listSize });
    if (total > Number.MAX_SAFE_INTEGER) break;
  }
  return total;
}

function fieldCost(
  walk: Walk,
  field: GraphQLField<unknown, unknown>,
  nodes: FieldNode[],
  place: Place,
): number {
  const [node] = nodes;
  const declared: unknown = field.extensions.complexity;
  if (!node || typeof declared === 'number') return typeof declared === 'number' ? declared : 0;
  const named = getNamedType(field.type);
  if (isLeafType(named)) return named.name === 'URL' ? 1 : 0;
  const inner = sizeAskedFor(walk, field, node);
  const isList = isListType(isNonNullType(field.type) ? field.type.ofType : field.type);
  const times = isList ? (inner ?? place.listSize) : 1;
  const children = merge(
    walk,
    nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
  );
  // A connection's or payload's own lists are as long as its arguments say; below an item the count starts anew.
  const listSize = isList ? 1 : (inner ?? place.listSize);
  return times * (1 + costOf(walk, named, children, { depth: place.depth + 1, listSize }));
}

/** Fields of one name in an interface's or union's types cost alike here: the first that has it speaks for them. */
function fieldNamed(
  { schema }: Walk,
  type: GraphQLNamedType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (isObjectType(type)) return type.getFields()[name];
  if (isLeafType(type) || !('name' in type)) return undefined;
  const possible = isInterfaceType(type) ? schema.getPossibleTypes(type) : possibleOf(schema, type);
  return possible.map((each) => each.getFields()[name]).find((field) => field !== undefined);
}

const possibleOf = (schema: GraphQLSchema, type: GraphQLNamedType) => {
  const abstract = schema.getType(type.name);
  return abstract && 'getTypes' in abstract ? abstract.getTypes() : [];
};

const MAX_LIST = 100;
const DEFAULT_PAGE = 30;

/** How long the lists that a field answers can be: by first or last, or as many as the batch it is given. */
function sizeAskedFor(
  walk: Walk,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
): number | undefined {
  const names = field.args.map(({ name }) => name);
  const given = new Map(node.arguments?.map(({ name, value }) => [name.value, givenValue(walk, value)]));
  if (names.includes('first') && (names.includes('last') || names.includes('offset'))) {
    const size = given.get('first') ?? given.get('last') ?? DEFAULT_PAGE;
    return typeof size === 'number' ? Math.min(Math.max(size, 1), MAX_LIST) : DEFAULT_PAGE;
  }
  const batch = Math.max(0, ...[...given.values()].map(longestList));
  return batch > 0 ? Math.min(batch, MAX_LIST) : undefined;
}

function longestList(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Math.max(0, ...Object.values(value).map((inner) => (Array.isArray(inner) ? inner.length : 0)));
}

function givenValue(walk: Walk, node: ValueNode): unknown {
  if (node.kind === Kind.VARIABLE) return walk.variables[node.name.value] ?? defaultOf(walk, node.name.value);
  if (node.kind === Kind.INT) return Number(node.value);
  if (node.kind === Kind.LIST) return node.values.map((value) => givenValue(walk, value));
  if (node.kind === Kind.OBJECT)
    return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, givenValue(walk, value)]));
  return null;
}

function defaultOf(walk: Walk, name: string): unknown {
  const definition = walk.operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
  return definition?.defaultValue ? givenValue(walk, definition.defaultValue) : null;
}
