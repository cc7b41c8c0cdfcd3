import { expect, test } from 'vitest';
import { dieAndCheck } from './failpoints.ts';

test('processes that die between two side effects leave nothing lost, left over, or off by a byte', {
  timeout: 60_000,
}, async () => {
  const figures = await dieAndCheck(
    { services: process.env, budgetMs: 12_000, seed: Date.now() },
    { kills: 5, names: 4, processes: 1, households: 4 },
  );
  expect(figures.filter(({ ok }) => !ok)).toEqual([]);
});
