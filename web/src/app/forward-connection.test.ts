import { describe, expect, it } from 'vitest';
import { mergePage, type StoredConnection } from './forward-connection.ts';

function page(ids: string, hasNextPage: boolean): StoredConnection {
  const edges = [...ids].map((id) => ({ cursor: id, node: { __ref: `Picture:${id}` } }));
  return { edges, pageInfo: { hasNextPage, endCursor: edges.at(-1)?.cursor ?? null }, totalCount: 9 };
}

function ids(connection: StoredConnection): string {
  return (connection.edges ?? []).map((edge) => edge.cursor).join('');
}

describe('mergePage', () => {
  it('takes the first page as it is', () => {
    expect(ids(mergePage(undefined, page('abc', true), null))).toBe('abc');
  });

  it('appends the next page and its end', () => {
    const merged = mergePage(page('abc', true), page('def', false), 'c');
    expect(ids(merged)).toBe('abcdef');
    expect(merged.pageInfo).toEqual({ hasNextPage: false, endCursor: 'f' });
  });

  it('shows no picture twice when a new one pushed an old one into the next page', () => {
    expect(ids(mergePage(page('abc', true), page('cde', false), 'c'))).toBe('abcde');
  });

  it('keeps what was loaded beyond the first page when that is asked for again', () => {
    const merged = mergePage(page('abcdef', false), page('xab', true), null);
    expect(ids(merged)).toBe('xabcdef');
    expect(merged.pageInfo).toEqual({ hasNextPage: false, endCursor: 'f' });
  });

  it('forgets a picture that the refreshed head no longer has', () => {
    expect(ids(mergePage(page('abcdef', false), page('acd', true), null))).toBe('acdef');
  });

  it('starts anew when the refreshed head does not meet the old list', () => {
    const merged = mergePage(page('abc', true), page('xyz', true), null);
    expect(ids(merged)).toBe('xyz');
    expect(merged.pageInfo?.endCursor).toBe('z');
  });

  it('ends where the server says that nothing follows', () => {
    expect(ids(mergePage(page('abcd', false), page('ab', false), null))).toBe('ab');
  });
});
