import { type FragmentDefinitionNode, Kind, parse, specifiedRules, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../schema.ts';
import { excessOf, type QueryLimits } from './query-cost.ts';
import { LIMITS } from './query-limits.ts';

function excess(
  query: string,
  variables: Record<string, unknown> = {},
  limits: QueryLimits = LIMITS,
): string | undefined {
  const document = parse(query);
  expect(validate(schema, document, specifiedRules)).toEqual([]);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('The test has no operation.');
  return excessOf({ schema, operation, fragments, variables }, limits);
}

/** What an operation costs: the least limit that it passes. */
function costOf(query: string, variables: Record<string, unknown> = {}): number {
  const refusal = excess(query, variables, { ...LIMITS, cost: -1 });
  return Number(/answer (\d+) objects/.exec(refusal ?? '')?.[1]);
}

const PICTURE = `id filename kind contentType byteSize state width height duration takenAt createdAt placeholder
  url download: url(download: true) thumbnailUrl medium: thumbnailUrl(size: MEDIUM) large: thumbnailUrl(size: LARGE)`;

describe('the cost of an operation', () => {
  it('is the objects and signed URLs it could answer', () => {
    expect(costOf('{ viewer { id username } }')).toBe(1);
    expect(costOf('{ albums(first: 10) { nodes { id } } }')).toBe(1 + 10);
    expect(costOf('{ albums(last: 10) { edges { node { id } } } }')).toBe(1 + 10 * 2);
    expect(costOf('{ albums { nodes { id } } }')).toBe(1 + 30);
    expect(costOf('{ pictures(first: 10) { nodes { url thumbnailUrl } } }')).toBe(1 + 10 * 3);
    expect(costOf('{ albums(first: 10) { nodes { pictures(first: 20) { nodes { id } } } } }')).toBe(
      1 + 10 * (1 + 1 + 20),
    );
  });

  it('reads sizes from variables and their defaults, and counts no page as more than it can be', () => {
    const query = 'query ($n: Int = 7) { albums(first: $n) { nodes { id } } }';
    expect(costOf(query, { n: 50 })).toBe(51);
    expect(costOf(query)).toBe(8);
    expect(costOf(query, { n: 1_000_000 })).toBe(101);
    expect(costOf(query, { n: -5 })).toBe(2);
    expect(costOf(query, { n: 'many' })).toBe(31);
  });

  it('counts a batch by what it is given', () => {
    const query =
      'mutation ($ids: [ID!]!) { commitUploads(input: { ticketIds: $ids }) { results { __typename } } }';
    expect(costOf(query, { ids: ['a', 'b', 'c'] })).toBe(1 + 3);
    const whole =
      'mutation ($input: CommitUploadsInput!) { commitUploads(input: $input) { results { __typename } } }';
    expect(costOf(whole, { input: { ticketIds: ['a', 'b'] } })).toBe(1 + 2);
    expect(costOf('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ['a', 'b', 'c', 'd'] })).toBe(4);
  });

  it('counts a field that fragments ask for again once, as it is answered once', () => {
    const query = `{ albums(first: 10) { nodes { ...A ...B ... on Album { cover { id } } } } }
      fragment A on Album { cover { id } } fragment B on Album { cover { filename } ...A }`;
    expect(costOf(query)).toBe(1 + 10 * 2);
  });
});

describe('ordinary operations', () => {
  it.for([
    [
      'albums with covers',
      `{ albums(first: 100) { edges { cursor node { id name cover { ${PICTURE} } } } pageInfo { hasNextPage } totalCount } }`,
    ],
    [
      'a page of pictures with everything',
      `{ pictures(first: 100) { edges { cursor node { ${PICTURE} album { id name } } } nodes { id } totalCount } }`,
    ],
    [
      'an album with a page',
      `query ($id: ID!) { node(id: $id) { ... on Album { name cover { ${PICTURE} } pictures(first: 100) { edges { node { ${PICTURE} } } } } } }`,
    ],
    [
      'albums with a strip of each',
      `{ albums(first: 50) { nodes { id name pictures(first: 12) { nodes { id thumbnailUrl } } } } }`,
    ],
    [
      'uploads to resume',
      `{ pendingUploads(first: 100) { nodes { id transfer { ... on SinglePartUpload { url headers { name value } } ... on MultipartUpload { missingParts(first: 1000) { number url headers { name value } } } } } } }`,
    ],
  ] as const)('pass: %s', ([, query]) => {
    expect(excess(query)).toBeUndefined();
  });

  it('pass: 100 tickets with 1,000 missing parts', () => {
    const query = `mutation ($input: RequestUploadsInput!) { requestUploads(input: $input) {
      storage { usedBytes } results { ... on UploadRefusal { code message } ... on UploadTicket { id expiresAt transfer {
        ... on SinglePartUpload { method url headers { name value } }
        ... on MultipartUpload { partSize partCount missingParts(first: 1000) { number byteSize method url headers { name value } } } } } } } }`;
    const files = Array.from({ length: 100 }, () => ({
      filename: 'a.jpg',
      contentType: 'image/jpeg',
      byteSize: 1,
    }));
    expect(excess(query, { input: { albumId: 'x', files } })).toBeUndefined();
  });
});

describe('too much', () => {
  it('is pages within pages', () => {
    expect(excess(`{ albums(first: 100) { nodes { pictures(first: 100) { nodes { url } } } } }`)).toMatch(
      /objects/,
    );
    expect(
      excess('{ pictures(first: 100) { nodes { album { pictures(first: 100) { nodes { id } } } } } }'),
    ).toMatch(/objects/);
  });

  it('is going round and round', () => {
    const deep = (levels: number): string =>
      levels === 0 ? 'id' : `cover { album { ${deep(levels - 1)} } }`;
    expect(excess(`query ($id: ID!) { album(id: $id) { ${deep(5)} } }`)).toBeUndefined();
    expect(excess(`query ($id: ID!) { album(id: $id) { ${deep(6)} } }`)).toMatch(/deep/);
  });

  it('is one field under many names', () => {
    const aliases = (count: number) =>
      Array.from({ length: count }, (_, i) => `a${i}: viewer { id }`).join(' ');
    expect(excess(`{ ${aliases(20)} }`)).toBeUndefined();
    expect(excess(`{ ${aliases(21)} }`)).toMatch(/root/);
    const urls = Array.from({ length: 1_000 }, (_, i) => `u${i}: url`).join(' ');
    expect(excess(`query ($id: ID!) { picture(id: $id) { ${urls} } }`)).toMatch(/fields/);
  });

  it('is found out in no time, also where fragments multiply it', () => {
    const levels = Array.from(
      { length: 9 },
      (_, i) =>
        `fragment F${i} on Album { a: cover { album { ...F${i + 1} } } b: cover { album { ...F${i + 1} } } }`,
    );
    const query = `query ($id: ID!) { album(id: $id) { ...F0 } } ${levels.join(' ')} fragment F9 on Album { id }`;
    const started = performance.now();
    expect(excess(query, {}, { ...LIMITS, depth: 100 })).toMatch(/fields/);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

it('introspection is free of it', () => {
  expect(
    excess('{ __schema { types { name fields { name type { name ofType { name ofType { name } } } } } } }'),
  ).toBeUndefined();
});
