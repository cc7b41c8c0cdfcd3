import { ApolloClient, ApolloLink, gql, InMemoryCache } from '@apollo/client';
import { NEVER } from 'rxjs';
import { expect, test, vi } from 'vitest';
import { wholeAnswer } from './whole-answer.ts';

const query = gql`query Page($orderBy: String!) { album(id: "a") { id name pictures(orderBy: $orderBy) { totalCount } } }`;

test('what an optimistic change shows of an answer that is still on its way is no answer', async () => {
  const client = new ApolloClient({ cache: new InMemoryCache(), link: new ApolloLink(() => NEVER) });
  const pictures = { __typename: 'PictureConnection', totalCount: 0 };
  const data = { album: { __typename: 'Album', id: 'a', name: 'Summer', pictures } };
  client.cache.writeQuery({ query, variables: { orderBy: 'ADDED' }, data });
  const observable = client.watchQuery({
    query,
    variables: { orderBy: 'ADDED' },
    fetchPolicy: 'cache-and-network',
  });
  const states: string[] = [];
  const whole: unknown[] = [];
  observable.subscribe((result) => {
    states.push(result.dataState);
    whole.push(wholeAnswer(result));
  });
  await vi.waitUntil(() => states.includes('complete'), { timeout: 10_000 });
  void observable.reobserve({ variables: { orderBy: 'TAKEN' } });
  whole.length = 0;
  client.cache.recordOptimisticTransaction((cache) => {
    cache.modify({ id: 'Album:a', fields: { name: () => 'Winter' } });
  }, 'guess');
  await vi.waitUntil(() => states.includes('partial'), { timeout: 10_000 });
  expect(whole.filter((answer) => answer !== undefined)).toEqual([]);
});

test('nor is what an optimistic change writes into a list whose first answer is still on its way', async () => {
  const client = new ApolloClient({ cache: new InMemoryCache(), link: new ApolloLink(() => NEVER) });
  const list = gql`query List { albums { totalCount edges { node { id } } } }`;
  const states: string[] = [];
  const whole: unknown[] = [];
  client.watchQuery({ query: list, fetchPolicy: 'cache-and-network' }).subscribe((result) => {
    states.push(result.dataState);
    whole.push(wholeAnswer(result));
  });
  await vi.waitUntil(() => states.includes('empty'));
  client.cache.batch({
    optimistic: 'guess',
    update(cache) {
      const albums = { __typename: 'AlbumConnection', totalCount: 1 };
      cache.writeQuery({ query: gql`query Count { albums { totalCount } }`, data: { albums } });
    },
  });
  await vi.waitUntil(() => states.includes('partial'));
  expect(whole.filter((answer) => answer !== undefined)).toEqual([]);
});
