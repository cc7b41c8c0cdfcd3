import { and, asc, type Column, desc, or, type SQL, sql } from 'drizzle-orm';
import type { Cursors, Position } from './cursor.ts';
import { badInput } from './errors.ts';

/** The four arguments of a Relay connection, as a client gives them. */
export type PageArgs = {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
};

/** One page to read: how many, from which end, and between which positions. */
export type Page = {
  limit: number;
  backward: boolean;
  after: Position | undefined;
  before: Position | undefined;
};

/** Which way a list runs: 'newest' puts the latest instant first. */
export type Order = 'newest' | 'oldest';

/** A page as a connection shows it. totalCount is asked for only when the client selects it. */
export type Connection<T> = {
  edges: { cursor: string; node: T }[];
  nodes: T[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  totalCount: () => Promise<number>;
};

const DEFAULT_SIZE = 30;
const MAX_SIZE = 100;

/** @throws AppError BAD_USER_INPUT where the arguments break the contract. */
export function parsePage(args: PageArgs, list: string, cursors: Cursors): Page {
  const { first, last, after, before } = args;
  if (first != null && last != null) throw badInput('Give first or last, not both.');
  const size = first ?? last ?? DEFAULT_SIZE;
  if (size < 1 || size > MAX_SIZE) throw badInput(`${last != null ? 'last' : 'first'} is 1 to ${MAX_SIZE}.`);
  return {
    limit: size,
    backward: last != null,
    after: after == null ? undefined : cursors.decode(list, after),
    before: before == null ? undefined : cursors.decode(list, before),
  };
}

/** The WHERE and ORDER BY that read limit + 1 rows of a page by (at, id), along the index from either end. */
export function keyset(
  page: Page,
  at: Column,
  id: Column,
  order: Order,
): { where: SQL | undefined; orderBy: SQL[] } {
  const later = (p: Position) => or(sql`${at} > ${p.at}`, and(sql`${at} = ${p.at}`, sql`${id} > ${p.id}`));
  const earlier = (p: Position) => or(sql`${at} < ${p.at}`, and(sql`${at} = ${p.at}`, sql`${id} < ${p.id}`));
  const [afterwards, beforehand] = order === 'newest' ? [earlier, later] : [later, earlier];
  const direction = (order === 'newest') !== page.backward ? desc : asc;
  return {
    where: and(page.after && afterwards(page.after), page.before && beforehand(page.before)),
    orderBy: [direction(at), direction(id)],
  };
}

/** Builds the connection from limit + 1 rows read in keyset order; edges always stand in the list's own order. */
export function toConnection<Row, T>(
  rows: Row[],
  page: Page,
  shape: { cursor: (row: Row) => string; node: (row: Row) => T; totalCount: () => Promise<number> },
): Connection<T> {
  const more = rows.length > page.limit;
  const kept = rows.slice(0, page.limit);
  if (page.backward) kept.reverse();
  let total: Promise<number> | undefined;
  const edges = kept.map((row) => ({ cursor: shape.cursor(row), node: shape.node(row) }));
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: page.backward ? page.before !== undefined : more,
      hasPreviousPage: page.backward ? more : page.after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    // A query may ask for it under many names.
    totalCount: () => {
      total ??= shape.totalCount();
      return total;
    },
  };
}
