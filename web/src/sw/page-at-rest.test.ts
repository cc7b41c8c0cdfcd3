import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pageAtRest } from './page-at-rest.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watch(page: EventTarget, isBusy: () => boolean) {
  const watched = { isOver: false };
  void pageAtRest(page, isBusy).then(() => {
    watched.isOver = true;
  });
  return watched;
}

test('a page is at rest three seconds after the last thing that was done with it', async () => {
  const page = new EventTarget();
  const watched = watch(page, () => false);
  await vi.advanceTimersByTimeAsync(2_000);
  page.dispatchEvent(new Event('scroll'));
  await vi.advanceTimersByTimeAsync(2_999);
  expect(watched.isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(watched.isOver).toBe(true);
});

test('a page that uploads is not at rest, however long nobody touches it', async () => {
  const uploads = { areMoving: true };
  const watched = watch(new EventTarget(), () => uploads.areMoving);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(watched.isOver).toBe(false);
  uploads.areMoving = false;
  await vi.advanceTimersByTimeAsync(3_000);
  expect(watched.isOver).toBe(true);
});
