import { expect, test } from 'vitest';
import type { PutAnswer } from './put-object.ts';
import { aBench, aSource, summer } from './testing/bench.ts';
import { apiError } from './testing/memory-store.ts';

const refused = (
  status: number,
  code: string | null = null,
  retryAfterMs: number | null = null,
): PutAnswer => ({
  kind: 'refused',
  status,
  code,
  retryAfterMs,
});

test('a part that fails twice is sent a third time, and no other part is sent again', async () => {
  const { clock, engine, store, stateOf } = aBench();
  let failures = 0;
  store.answerPut = (put) => (put.part === 3 && failures++ < 2 ? refused(500) : { kind: 'stored' });
  engine.add([aSource('film.mp4', 100)], summer);
  await clock.turn(10_000);
  expect(stateOf('film.mp4')?.name).toBe('done');
  const sent = store.puts.map((put) => put.part).sort((a, b) => a - b);
  expect(sent).toEqual([1, 2, 3, 3, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('a 503 with Retry-After is not tried before that time', async () => {
  const { clock, engine, store, stateOf } = aBench();
  let busy = true;
  store.answerPut = () => (busy ? refused(503, 'SlowDown', 20_000) : { kind: 'stored' });
  engine.add([aSource('a.jpg', 5)], summer);
  await clock.turn(19_000);
  expect(store.puts).toHaveLength(1);
  expect(engine.list.rows()[0]).toMatchObject({ retrying: true });
  busy = false;
  await clock.turn(2_000);
  expect(stateOf('a.jpg')?.name).toBe('done');
});

test('part URLs that expired are renewed together, and the file goes on', async () => {
  const { clock, engine, store, stateOf } = aBench();
  const expired = new Set([4, 5, 6, 7]);
  store.answerPut = (put) => (expired.delete(put.part) ? refused(403, 'AccessDenied') : { kind: 'stored' });
  engine.add([aSource('film.mp4', 100)], summer);
  await clock.turn(5_000);
  expect(stateOf('film.mp4')?.name).toBe('done');
  expect(store.puts).toHaveLength(14);
});

test('a file that the store refuses for good ends as failed and can be tried again', async () => {
  const { clock, engine, store, stateOf, idOf } = aBench();
  store.answerPut = () => refused(403, 'SignatureDoesNotMatch');
  engine.add([aSource('a.jpg', 5)], summer);
  await clock.turn(60_000);
  expect(stateOf('a.jpg')).toEqual({ name: 'failed', reason: 'store-refused', retryable: true });
  expect(store.puts.length).toBeLessThan(6);
  store.answerPut = () => ({ kind: 'stored' });
  engine.retry(idOf('a.jpg'));
  await clock.turn(1000);
  expect(stateOf('a.jpg')?.name).toBe('done');
});

test('a store that fails without end fails the file in the end, not the queue', async () => {
  const { clock, engine, store, states } = aBench();
  store.answerPut = (put) => (put.size === 5 ? refused(500) : { kind: 'stored' });
  engine.add([aSource('a.jpg', 5), aSource('b.jpg', 6)], summer);
  await clock.turn(300_000);
  expect(states()).toEqual({ 'a.jpg': 'failed', 'b.jpg': 'done' });
  expect(store.puts).toHaveLength(11);
});

test('an upload whose answer was lost is not sent over itself: 412 counts as stored', async () => {
  const { clock, engine, store, stateOf } = aBench();
  let tries = 0;
  store.answerPut = (put) => {
    tries += 1;
    if (tries > 1) return refused(412, 'PreconditionFailed');
    store.tickets.get(put.ticketId)?.parts.add(1);
    return { kind: 'lost' };
  };
  engine.add([aSource('a.jpg', 5)], summer);
  await clock.turn(30_000);
  expect(stateOf('a.jpg')?.name).toBe('done');
});

test('when every transfer breaks the line is down: one file tries at growing intervals, then all go on', async () => {
  const { clock, engine, store, states } = aBench();
  store.answerPut = () => ({ kind: 'lost' });
  engine.add(
    Array.from({ length: 8 }, (_, index) => aSource(`${index}.jpg`, 5)),
    summer,
  );
  await clock.turn(5_000);
  expect(engine.snapshot().halt).toBe('line-down');
  const before = store.puts.length;
  await clock.turn(120_000);
  expect(store.puts.length - before).toBeLessThan(12);
  expect(Object.values(states())).not.toContain('failed');
  store.answerPut = () => ({ kind: 'stored' });
  await clock.turn(40_000);
  expect(engine.snapshot()).toMatchObject({ halt: null, byState: { done: 8 } });
});

test('a commit that finds no bytes sends them again', async () => {
  const { clock, engine, store, stateOf } = aBench();
  let refusals = 1;
  store.refuseCommit = () => (refusals-- > 0 ? 'NOT_UPLOADED' : null);
  engine.add([aSource('a.jpg', 5), aSource('film.mp4', 40)], summer);
  await clock.turn(5_000);
  expect(stateOf('a.jpg')?.name).toBe('done');
  expect(stateOf('film.mp4')?.name).toBe('done');
});

test('an expired ticket is replaced by a new one', async () => {
  const { clock, engine, store, stateOf } = aBench();
  store.refuseCommit = (ticketId) => (ticketId === 'ticket-1' ? 'TICKET_EXPIRED' : null);
  engine.add([aSource('a.jpg', 5)], summer);
  await clock.turn(5_000);
  expect(stateOf('a.jpg')).toEqual({ name: 'done', pictureId: 'picture-of-ticket-2' });
});

test('bytes that were damaged on the way are read and sent anew', async () => {
  const { clock, engine, store, stateOf } = aBench();
  store.refuseCommit = (ticketId) => (ticketId === 'ticket-1' ? 'CHECKSUM_MISMATCH' : null);
  engine.add([aSource('a.jpg', 5)], summer);
  await clock.turn(5_000);
  expect(stateOf('a.jpg')?.name).toBe('done');
  expect(store.abandoned).toEqual(['ticket-1']);
});

test.each(['BUSY', 'RATE_LIMITED', 'UNAVAILABLE', 'NETWORK'] as const)(
  '%s from the server is waited for',
  async (code) => {
    const { clock, engine, store, stateOf } = aBench();
    for (const on of ['requestUploads', 'commitUploads'] as const) {
      store.faults.push({ on, error: apiError(code) }, { on, error: apiError(code, 8_000) });
    }
    engine.add([aSource('a.jpg', 5)], summer);
    await clock.turn(8_000);
    expect(stateOf('a.jpg')?.name).toBe('ticketing');
    await clock.turn(30_000);
    expect(stateOf('a.jpg')?.name).toBe('done');
    expect(engine.snapshot().halt).toBeNull();
  },
);

test('tickets whose answer was lost are used, not asked for twice', async () => {
  const { clock, engine, store } = aBench();
  store.faults.push({ on: 'requestUploads', error: apiError('NETWORK'), late: true });
  engine.add([aSource('a.jpg', 5)], summer);
  await clock.turn(10_000);
  expect(engine.snapshot().byState.done).toBe(1);
  expect(store.tickets.size).toBe(1);
});

test('a commit whose answer was lost is repeated and finds its picture', async () => {
  const { clock, engine, store, stateOf } = aBench();
  store.faults.push({ on: 'commitUploads', error: apiError('NETWORK'), late: true });
  engine.add([aSource('a.jpg', 5)], summer);
  await clock.turn(10_000);
  expect(stateOf('a.jpg')).toEqual({ name: 'done', pictureId: 'picture-of-ticket-1' });
});

test('a session that ended stops the questions, and signing in goes on', async () => {
  const { clock, engine, store, stateOf } = aBench();
  store.faults.push({ on: 'requestUploads', error: apiError('UNAUTHENTICATED') });
  engine.add([aSource('a.jpg', 5)], summer);
  await clock.turn(60_000);
  expect(engine.snapshot().halt).toBe('signed-out');
  expect(store.requested).toHaveLength(0);
  engine.signedIn();
  await clock.turn(5_000);
  expect(stateOf('a.jpg')?.name).toBe('done');
});

test('an album that is gone fails its files for good', async () => {
  const { clock, engine, store, stateOf } = aBench();
  store.faults.push({ on: 'requestUploads', error: apiError('NOT_FOUND') });
  engine.add([aSource('a.jpg', 5)], summer);
  await clock.turn(5_000);
  expect(stateOf('a.jpg')).toEqual({ name: 'failed', reason: 'album-gone', retryable: false });
});

test('a refusal of the server is shown with its reason, and the others go on', async () => {
  const { clock, engine, store, states, stateOf } = aBench();
  store.refuse = (file) => (file.filename === 'a.jpg' ? 'QUOTA_EXCEEDED' : null);
  engine.add([aSource('a.jpg', 5), aSource('b.jpg', 6)], summer);
  await clock.turn(5_000);
  expect(stateOf('a.jpg')).toEqual({ name: 'refused', reason: 'over-quota' });
  expect(states()).toMatchObject({ 'b.jpg': 'done' });
});

test('a file paused while its ticket is asked for keeps that one ticket', async () => {
  const { clock, engine, store, idOf, stateOf } = aBench();
  store.faults.push({ on: 'requestUploads', error: apiError('BUSY') });
  engine.add([aSource('a.jpg', 5)], summer);
  await clock.turn(100);
  engine.pause(idOf('a.jpg'));
  await clock.turn(5_000);
  expect(stateOf('a.jpg')?.name).toBe('paused');
  engine.resume(idOf('a.jpg'));
  await clock.turn(5_000);
  expect(stateOf('a.jpg')?.name).toBe('done');
  expect(store.tickets.size).toBe(1);
});

test('a file cancelled while its ticket is asked for gives the ticket back', async () => {
  const { clock, engine, store, idOf } = aBench();
  store.faults.push({ on: 'requestUploads', error: apiError('BUSY') });
  engine.add([aSource('a.jpg', 5)], summer);
  await clock.turn(100);
  engine.cancel(idOf('a.jpg'));
  await clock.turn(5_000);
  expect(store.abandoned).toEqual(['ticket-1']);
  expect(store.puts).toHaveLength(0);
});
