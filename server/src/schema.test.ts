import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from './schema.ts';

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const contract = buildSchema(read('contract.graphql'));

describe('the schema', () => {
  it('keeps every promise of the contract', () => {
    const offered = new Set(promisesOf(schema));
    expect(promisesOf(contract).filter((promise) => !offered.has(promise))).toEqual([]);
  });

  it('takes no argument or input field more than the contract without being optional', () => {
    const known = new Set(promisesOf(contract).map((promise) => promise.split(' ')[0]));
    // What the contract does not have at all may ask for what it likes.
    const more = demandsOf(schema).filter((name) => !known.has(name) && known.has(ownerOf(name)));
    expect(more).toEqual([]);
  });

  it('is the one that is checked in: run `pnpm schema` and look at the difference', () => {
    expect(`${printSchema(lexicographicSortSchema(schema))}\n`).toBe(read('schema.graphql'));
  });

  it('makes promises that a changed schema would break', () => {
    const text = read('contract.graphql');
    const changes: [string, string][] = [
      ['totalCount: Int!', 'totalCount: Int'],
      ['url(download: Boolean! = false): URL!', 'url(download: Boolean! = true): URL!'],
      ['first: Int! = 100', 'first: Int!'],
      ['type Member implements Node', 'type Member'],
      ['union UploadTransfer = SinglePartUpload |', 'union UploadTransfer ='],
      ['  FAILED\n', '  BROKEN\n'],
      ['8 to 128 characters.', '8 to 64 characters.'],
    ];
    for (const [from, to] of changes) {
      expect(text).toContain(from);
      const offered = new Set(promisesOf(buildSchema(text.replace(from, to))));
      expect(
        promisesOf(contract).filter((promise) => !offered.has(promise)),
        to,
      ).not.toEqual([]);
    }
  });
});

const described = (description: string | null | undefined) => (description ?? '').replaceAll(/\s+/g, ' ');

/** All that a client can rely on, one line each. */
function promisesOf(graph: GraphQLSchema): string[] {
  const lines: string[] = [];
  for (const type of Object.values(graph.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    lines.push(`${type.name} is ${type.constructor.name} "${described(type.description)}"`);
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const { name } of type.getInterfaces()) lines.push(`${type.name} implements ${name}`);
      for (const field of Object.values(type.getFields())) {
        const where = `${type.name}.${field.name}`;
        lines.push(`${where} : ${field.type} "${described(field.description)}"`);
        for (const { name, type: of, defaultValue } of field.args)
          lines.push(`${where}(${name}) : ${of} = ${JSON.stringify(defaultValue)}`);
      }
    }
    if (isInputObjectType(type))
      for (const { name, type: of, defaultValue, description } of Object.values(type.getFields()))
        lines.push(
          `${type.name}.${name} : ${of} = ${JSON.stringify(defaultValue)} "${described(description)}"`,
        );
    if (isEnumType(type))
      for (const { name, description } of type.getValues())
        lines.push(`${type.name}.${name} "${described(description)}"`);
    if (isUnionType(type)) for (const { name } of type.getTypes()) lines.push(`${type.name} | ${name}`);
  }
  return lines;
}

/** What an argument or input field belongs to: `Query.node` of `Query.node(id)`, `Input` of `Input.field`. */
const ownerOf = (name: string) => name.replace(/\(\w+\)$|\.\w+$/, '');

/** The arguments and input fields that a client must give. */
function demandsOf(graph: GraphQLSchema): string[] {
  const must = ({ type, defaultValue }: { type: unknown; defaultValue?: unknown }) =>
    String(type).endsWith('!') && defaultValue === undefined;
  return Object.values(graph.getTypeMap()).flatMap((type) => {
    if (isIntrospectionType(type)) return [];
    if (isInputObjectType(type))
      return Object.values(type.getFields()).flatMap((field) =>
        must(field) ? [`${type.name}.${field.name}`] : [],
      );
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    return Object.values(type.getFields()).flatMap((field) =>
      field.args.flatMap((arg) => (must(arg) ? [`${type.name}.${field.name}(${arg.name})`] : [])),
    );
  });
}
