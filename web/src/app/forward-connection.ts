import type { FieldPolicy, Reference } from '@apollo/client';

interface StoredEdge {
  readonly cursor?: string;
  readonly node?: Reference;
}

interface StoredPageInfo {
  readonly hasNextPage?: boolean;
  readonly endCursor?: string | null;
}

/** A connection as the cache keeps it: one list from its first edge on. */
export interface StoredConnection {
  readonly edges?: readonly StoredEdge[];
  readonly pageInfo?: StoredPageInfo;
  readonly totalCount?: number;
}

function without(edges: readonly StoredEdge[], known: ReadonlySet<string>): StoredEdge[] {
  return edges.filter((edge) => !edge.node || !known.has(edge.node.__ref));
}

function refs(edges: readonly StoredEdge[]): Set<string> {
  return new Set(edges.flatMap((edge) => (edge.node ? [edge.node.__ref] : [])));
}

/**
 * Puts a page of a connection into the list that is there.
 *
 * The first page asked for again refreshes the head of the list and keeps what was loaded beyond it, so that a visitor who
 * comes back finds the place he left. A later page goes to the end. No node stands twice.
 */
export function mergePage(
  existing: StoredConnection | undefined,
  incoming: StoredConnection,
  after: string | null | undefined,
): StoredConnection {
  const before = existing?.edges ?? [];
  const page = incoming.edges ?? [];
  if (after) {
    return { ...existing, ...incoming, edges: [...before, ...without(page, refs(before))] };
  }
  const last = page.at(-1)?.node?.__ref;
  const meeting = last ? before.findIndex((edge) => edge.node?.__ref === last) : -1;
  if (meeting === -1 || incoming.pageInfo?.hasNextPage === false) return incoming;
  const tail = without(before.slice(meeting + 1), refs(page));
  return {
    ...incoming,
    edges: [...page, ...tail],
    pageInfo: tail.length > 0 ? existing?.pageInfo : incoming.pageInfo,
  };
}

/**
 * The cache policy of a connection that is read forward only. Deleted nodes drop out by themselves.
 * @param keyArgs the arguments that make another list of it.
 */
export function forwardConnection(keyArgs: string[] | false = false): FieldPolicy<StoredConnection> {
  return {
    keyArgs,
    merge: (existing, incoming, { args }) => {
      const after: unknown = args?.after;
      return mergePage(existing, incoming, typeof after === 'string' ? after : null);
    },
    read: (existing, { canRead }) => {
      const edges = existing?.edges?.filter((edge) => canRead(edge.node));
      // Another list with the same edges would have every one of them read and drawn again.
      return edges?.length === existing?.edges?.length ? existing : { ...existing, edges };
    },
  };
}

function isConnection(value: unknown): value is StoredConnection {
  return typeof value === 'object' && value !== null && 'edges' in value;
}

/** Whether a list says that it is loaded to its end, and yet holds less than it counts. */
export function isShort(value: unknown): boolean {
  if (!isConnection(value)) return false;
  const { edges = [], totalCount = 0, pageInfo } = value;
  return pageInfo?.hasNextPage === false && edges.length < totalCount;
}

/** For `cache.modify`: changes a connection that is in the cache, and leaves what else may stand in its place. */
export function changeConnection(
  change: (connection: StoredConnection) => StoredConnection,
): <Value>(value: Value) => Value | StoredConnection {
  return (value) => (isConnection(value) ? change(value) : value);
}
