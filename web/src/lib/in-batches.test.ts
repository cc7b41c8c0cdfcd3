import { expect, it } from 'vitest';
import { inBatches } from './in-batches.ts';

it('runs one batch after the other, and tells how far it is', async () => {
  const seen: string[] = [];
  const shares: number[] = [];
  let running = 0;
  const failed = await inBatches(
    [1, 2, 3, 4, 5],
    2,
    async (batch) => {
      running += 1;
      seen.push(`${batch.join('')} ${running}`);
      await Promise.resolve();
      running -= 1;
    },
    (share) => shares.push(share),
  );
  expect([seen, shares, failed]).toEqual([['12 1', '34 1', '5 1'], [0.4, 0.8, 1], []]);
});

it('goes on behind a batch that failed, and answers its items', async () => {
  const done: number[] = [];
  const failed = await inBatches([1, 2, 3], 1, async ([item = 0]) => {
    if (item === 2) throw new Error('no');
    done.push(item);
  });
  expect([done, failed]).toEqual([[1, 3], [2]]);
});
