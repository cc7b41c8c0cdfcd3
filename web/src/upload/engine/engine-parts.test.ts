import { expect, test } from 'vitest';
import { parseRetryAfter, retryDelay } from './backoff.ts';
import { contentTypeOf } from './file-kind.ts';
import { isLitter } from './judge-file.ts';
import { PartPlan } from './part-plan.ts';
import { errorCodeOf } from './put-object.ts';
import { SizeHeap } from './size-heap.ts';
import { Speedometer } from './speedometer.ts';
import { TurnedClock } from './testing/turned-clock.ts';
import { Turns } from './turns.ts';
import { mayMove, moves } from './upload-state.ts';

test('back-off doubles up to thirty seconds, half of it random', () => {
  const longest = [1, 2, 3, 4, 8, 50].map((attempt) => retryDelay(attempt, () => 1, null));
  expect(longest).toEqual([500, 1000, 2000, 4000, 30_000, 30_000]);
  expect(retryDelay(3, () => 0, null)).toBe(1000);
  expect(retryDelay(1, () => 1, 7000)).toBe(7000);
});

test('Retry-After is read as seconds or as a date', () => {
  expect(parseRetryAfter('12', 0)).toBe(12_000);
  expect(parseRetryAfter('Thu, 01 Jan 1970 00:00:30 GMT', 10_000)).toBe(20_000);
  expect(parseRetryAfter('Thu, 01 Jan 1970 00:00:30 GMT', 90_000)).toBe(0);
  expect(parseRetryAfter('soon', 0)).toBeNull();
  expect(parseRetryAfter(null, 0)).toBeNull();
});

test('the heap gives the smallest first and keeps the order among equals', () => {
  const heap = new SizeHeap<string>();
  const sizes = [5, 3, 9, 3, 1, 9, 3, 7, 2, 5];
  for (const [index, size] of sizes.entries()) heap.push(size, `${size}/${index}`);
  const order: string[] = [];
  for (let next = heap.pop(); next !== undefined; next = heap.pop()) order.push(next);
  expect(order).toEqual(['1/4', '2/8', '3/1', '3/3', '3/6', '5/0', '5/9', '7/7', '9/2', '9/5']);
});

test('the kind of a file is told by its type, and by its extension where the phone gives none', () => {
  expect(contentTypeOf('IMG_1.HEIC', '')).toBe('image/heic');
  expect(contentTypeOf('clip.MOV', 'application/octet-stream')).toBe('video/quicktime');
  expect(contentTypeOf('photo.JPeG', 'image/jpg')).toBe('image/jpeg');
  expect(contentTypeOf('IMG_1.CR3', '')).toBe('image/x-canon-cr3');
  expect(contentTypeOf('DSC_1.NEF', 'image/tiff')).toBe('image/x-nikon-nef');
  expect(contentTypeOf('film.mkv', 'application/octet-stream')).toBe('video/x-matroska');
  expect(contentTypeOf('no extension', 'image/png')).toBe('image/png');
  expect(contentTypeOf('drawing.svg', 'image/svg+xml')).toBeNull();
  expect(contentTypeOf('scan.tiff', 'image/tiff')).toBeNull();
  expect(contentTypeOf('letter.pdf', 'application/pdf')).toBeNull();
  expect(contentTypeOf('page.jpg', 'text/html')).toBeNull();
  expect(contentTypeOf('noname', '')).toBeNull();
});

test("the system's own files are passed over", () => {
  expect(['.DS_Store', '._IMG_1.jpg', 'Thumbs.db', 'desktop.ini', '@eaDir'].every(isLitter)).toBe(true);
  expect(isLitter('thumbs.db.jpg')).toBe(false);
});

test('a connection is given to the smallest file that waits, and to nobody while held', async () => {
  const connections = new Turns(6);
  const order: number[] = [];
  const { signal } = new AbortController();
  const holders = await Promise.all(Array.from({ length: 6 }, () => connections.acquire(1, signal)));
  const cancelled = new AbortController();
  const given = [30, 10, 20].map((size) => connections.acquire(size, signal).then(() => order.push(size)));
  const refused = connections.acquire(5, cancelled.signal);
  cancelled.abort(new Error('cancelled'));
  await expect(refused).rejects.toThrow('cancelled');
  expect(connections.idle).toBe(0);
  for (const release of holders) release();
  await Promise.all(given);
  expect(order).toEqual([10, 20, 30]);
  expect(connections.idle).toBe(3);
  connections.setCapacity(0);
  expect(connections.idle).toBe(0);
});

const part = (number: number) => ({ number, byteSize: 10, method: 'PUT', url: '', headers: [] });

test('a part that arrives while the server is asked is not sent again', () => {
  const plan = new PartPlan(20, 10, 2);
  plan.offer([part(1), part(2)]);
  plan.take();
  plan.take();
  plan.done(1);
  const question = plan.ask();
  plan.done(2);
  plan.learn([part(1), part(2)], 60, question);
  expect(plan).toMatchObject({ storedBytes: 10, left: 1 });
  expect(plan.take()?.number).toBe(1);
  expect(plan.take()).toBeNull();
});

test('a plan learns from a full list only up to its end', () => {
  const plan = new PartPlan(95, 10, 10);
  plan.learn([part(3), part(5)], 2, plan.ask());
  expect(plan.storedBytes).toBe(30);
  expect(plan.isComplete).toBe(false);
  plan.learn([part(5), part(10)], 100, plan.ask());
  expect(plan.storedBytes).toBe(80);
  expect(plan.range(10)).toEqual({ start: 90, end: 95 });
  expect(plan.take()?.number).toBe(5);
  plan.done(5);
  expect(plan.take()?.number).toBe(10);
  expect(plan.left).toBe(0);
  plan.done(10);
  expect(plan).toMatchObject({ storedBytes: 95, isComplete: true });
});

test('time left is told only once bytes have moved for a while', async () => {
  const clock = new TurnedClock();
  const speed = new Speedometer(clock);
  for (let second = 0; second < 5; second += 1) {
    speed.moved(1000);
    expect(speed.isSure()).toBe(second >= 3);
    await clock.turn(1000);
  }
  expect(speed.bytesPerSecond()).toBe(1000);
  await clock.turn(20_000);
  expect(speed.bytesPerSecond()).toBe(0);
});

test('the table of moves lets nothing leave done or cancelled, and lets everything else end', () => {
  expect(moves.done).toEqual([]);
  expect(moves.cancelled).toEqual([]);
  expect(mayMove('committing', 'cancelled')).toBe(false);
  for (const from of ['waiting', 'hashing', 'uploading', 'paused', 'missing', 'failed', 'refused'] as const) {
    expect(mayMove(from, 'cancelled')).toBe(true);
  }
});

test("S3's own word for an error is read from its document", () => {
  expect(errorCodeOf('<?xml?><Error><Code>NoSuchUpload</Code><Message/></Error>')).toBe('NoSuchUpload');
  expect(errorCodeOf('Bad Gateway')).toBeNull();
});
