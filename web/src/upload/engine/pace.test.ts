import { expect, test } from 'vitest';
import { Pace } from './pace.ts';
import { TurnedClock } from './testing/turned-clock.ts';

/** Work that takes so long by the clock each time. */
function aPace(workMs: number) {
  const clock = new TurnedClock();
  const runs: number[] = [];
  const pace = new Pace(clock, () => {
    runs.push(clock.now() - start);
    clock.pass(workMs);
  });
  const start = clock.now();
  return { clock, pace, runs };
}

test('cheap work runs as often as it is asked for, once for all who ask meanwhile', async () => {
  const { clock, pace, runs } = aPace(0);
  for (let time = 0; time < 1_000; time += 50) {
    pace.soon(250);
    await clock.turn(50);
  }
  expect(runs).toEqual([250, 500, 750, 1000]);
});

test('dear work rests, so that most of the time is left for other things', async () => {
  const { clock, pace, runs } = aPace(50);
  for (let time = 0; time < 3_000; time += 50) {
    pace.soon(250);
    await clock.turn(50);
  }
  expect(runs.length).toBeGreaterThan(2);
  expect(runs.length).toBeLessThan(8);
});

test('what a person waits for runs at once, however dear it is', async () => {
  const { clock, pace, runs } = aPace(500);
  pace.soon(0);
  await clock.turn(600);
  pace.soon(0);
  pace.hurry(30);
  await clock.turn(100);
  expect(runs).toHaveLength(2);
});
