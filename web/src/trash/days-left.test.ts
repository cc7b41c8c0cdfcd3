import { expect, it } from 'vitest';
import { daysLeft } from './days-left.ts';

const now = Date.parse('2026-11-22T12:00:00.000Z');

it.each([
  ['2026-12-22T12:00:00.000Z', 30],
  ['2026-11-23T12:00:00.001Z', 2],
  ['2026-11-23T12:00:00.000Z', 1],
  ['2026-11-22T12:00:00.001Z', 1],
  ['2026-11-22T11:00:00.000Z', 0],
])('what leaves at %s has %d days', (at, days) => {
  expect(daysLeft(at, now)).toBe(days);
});
