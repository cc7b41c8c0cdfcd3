import { expect, it } from 'vitest';
import { toConnection } from './page.ts';

it('a list is counted once, under however many names a query asks for it', async () => {
  let counted = 0;
  const page = { limit: 1, backward: false, after: undefined, before: undefined };
  const totalCount = async () => {
    counted += 1;
    return 7;
  };
  const connection = toConnection([], page, { cursor: () => '', node: (row) => row, totalCount });
  expect(await Promise.all([connection.totalCount(), connection.totalCount()])).toEqual([7, 7]);
  expect(counted).toBe(1);
});
