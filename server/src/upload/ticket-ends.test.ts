import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { members } from '../member/member.table.ts';
import { objectPurges } from '../picture/object-purge.table.ts';
import { pictures } from '../picture/picture.table.ts';
import { armFailpoint } from '../platform/failpoints.ts';
import { aMember, anAlbum } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { findBroken } from '../testing/ledger.ts';
import { until } from '../testing/wire.ts';
import { commitUploads } from './commit-uploads.ts';
import { expireUploads } from './expire-uploads.sweep.ts';
import { pruneTickets } from './prune-tickets.sweep.ts';
import { requestUploads } from './request-uploads.ts';
import { singlePart } from './transfer.ts';
import { type UploadTicketRow, uploadTickets } from './upload.table.ts';

const harness = await openHarness({ bucket: true, env: { MAX_OPEN_TICKETS: '40' } });
const { deps } = harness;
const { db, store } = deps;

async function someone() {
  const member = await aMember(harness);
  const album = await anAlbum(harness, member);
  return { ...album, viewer: { memberId: member.memberId, sessionId: '', familyId: '' } };
}
type Someone = Awaited<ReturnType<typeof someone>>;

const file = { filename: 'a.jpg', contentType: 'image/jpeg', byteSize: 1_000 };

async function ticketsFor(
  { viewer, albumId }: Someone,
  count: number,
  given = {},
): Promise<UploadTicketRow[]> {
  const files = Array(count).fill({ ...file, ...given });
  const { answers } = await requestUploads(deps, viewer, albumId, files);
  return answers.flatMap((answer) => ('ticket' in answer ? [answer.ticket] : []));
}

const put = ({ keyBase }: UploadTicketRow, byteSize = file.byteSize) =>
  store.put(`${keyBase}/original`, Buffer.alloc(byteSize, 1), 'image/jpeg');

/** Moves the end of tickets to so many seconds from now. */
const endIn = (tickets: UploadTicketRow[], seconds: number) =>
  Promise.all(
    tickets.map(({ id }) =>
      db
        .update(uploadTickets)
        .set({ expiresAt: sql`now(6) + interval ${seconds} second` })
        .where(eq(uploadTickets.id, id)),
    ),
  );

const stateOf = async ({ id }: UploadTicketRow) => {
  const [row] = await db.select().from(uploadTickets).where(eq(uploadTickets.id, id));
  return row?.state;
};

const commit = ({ viewer }: Someone, tickets: UploadTicketRow[], own: Partial<typeof deps> = {}) =>
  commitUploads(
    { ...deps, ...own },
    viewer,
    tickets.map(({ id }) => id),
  );

test('the sweep ends what is overdue and nothing else, and one who is leaving keeps nobody waiting', async () => {
  const [leaving, owner] = [await someone(), await someone()];
  await endIn(await ticketsFor(leaving, 1), -1);
  await db.update(members).set({ deletedAt: sql`now(6)` }).where(eq(members.id, leaving.viewer.memberId));
  const [overdue, open] = await ticketsFor(owner, 2);
  if (!overdue || !open) throw new Error('two tickets were asked for');
  await endIn([overdue], -1);
  await expireUploads(deps);
  expect([await stateOf(overdue), await stateOf(open)]).toEqual(['EXPIRED', 'OPEN']);
  expect(await findBroken(deps, owner.viewer.memberId)).toEqual([]);
});

test('a sweep that comes while a commit is being made leaves its object alone', async () => {
  const owner = await someone();
  const [ticket] = await ticketsFor(owner, 1);
  if (!ticket) throw new Error('a ticket was asked for');
  await put(ticket);
  await endIn([ticket], 1);
  const [moved, leave] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const disarm = armFailpoint('commit.afterMove', async () => {
    moved.resolve();
    await leave.promise;
  });
  const committed = commit(owner, [ticket]);
  await moved.promise;
  disarm();
  await until(async () => {
    const [{ over } = { over: 0 }] = await db
      .select({ over: sql<number>`${uploadTickets.expiresAt} < now(6)` })
      .from(uploadTickets)
      .where(eq(uploadTickets.id, ticket.id));
    return over === 1;
  });
  // The commit goes on once the sweep stands before the lock: what it did by then it did to an open ticket.
  const run: typeof deps.locks.run = (...given) => {
    leave.resolve();
    return deps.locks.run(...given);
  };
  await expireUploads({ ...deps, locks: { ...deps.locks, run } });
  leave.resolve();
  expect((await committed).answers).toMatchObject([{ picture: { ticketId: ticket.id } }]);
  expect(await store.head(`${ticket.keyBase}/original`)).toMatchObject({ byteSize: 1_000 });
});

test('of a commit and the sweep at the same moment, with no lock between them, exactly one wins each ticket', async () => {
  const owner = await someone();
  const tickets = await ticketsFor(owner, 40);
  await Promise.all(tickets.map((ticket) => put(ticket)));
  // Some end before, some while and some after both come to them.
  await Promise.all(tickets.map((ticket, i) => endIn([ticket], i * 0.01)));
  const locks: typeof deps.locks = { ...deps.locks, run: (_id, work) => work(new AbortController().signal) };
  const sweep = async () => {
    for (let i = 0; i < 20; i += 1) await expireUploads({ ...deps, locks });
  };
  const batches = Array.from({ length: 20 }, (_, i) => tickets.slice(i * 2, i * 2 + 2));
  await Promise.all([sweep(), sweep(), ...batches.map((batch) => commit(owner, batch, { locks }))]);
  await until(async () => (await expireUploads(deps)) === 0);
  const ended = await db
    .select({ state: uploadTickets.state, picture: pictures.id, purge: objectPurges.id })
    .from(uploadTickets)
    .leftJoin(pictures, eq(pictures.ticketId, uploadTickets.id))
    .leftJoin(objectPurges, eq(objectPurges.keyBase, uploadTickets.keyBase))
    .where(eq(uploadTickets.memberId, owner.viewer.memberId));
  expect(ended).toHaveLength(40);
  for (const { state, picture, purge } of ended)
    expect([state, picture !== null, purge !== null]).toEqual(
      state === 'COMMITTED' ? ['COMMITTED', true, false] : ['EXPIRED', false, true],
    );
  expect(await findBroken(deps, owner.viewer.memberId)).toEqual([]);
});

test('bytes of another size or another checksum end their ticket for good, and its space is back', async () => {
  const owner = await someone();
  const sha256 = Buffer.alloc(32, 7).toString('base64');
  const [large, other] = [...(await ticketsFor(owner, 1)), ...(await ticketsFor(owner, 1, { sha256 }))];
  if (!large || !other) throw new Error('two tickets were asked for');
  await put(large, 1_001);
  await put(other);
  // Not every store keeps checksums; one that does answers them so.
  const head: typeof store.head = async (key) => {
    const object = await store.head(key);
    return object && { ...object, sha256: Buffer.alloc(32, 8).toString('base64') };
  };
  for (let i = 0; i < 2; i += 1) {
    const { answers, storage } = await commit(owner, [large, other], { store: { ...store, head } });
    expect(answers).toMatchObject([
      { refusal: { code: 'SIZE_MISMATCH' } },
      { refusal: { code: 'CHECKSUM_MISMATCH' } },
    ]);
    expect(storage).toMatchObject({ usedBytes: 0, reservedBytes: 0 });
  }
  expect([await stateOf(large), await stateOf(other)]).toEqual(['WRONG_SIZE', 'WRONG_CHECKSUM']);
});

test('the announced checksum is a part of the signed request', async () => {
  const owner = await someone();
  const [ticket] = await ticketsFor(owner, 1, { sha256: Buffer.alloc(32, 7).toString('base64') });
  if (!ticket) throw new Error('a ticket was asked for');
  const { url, method, headers } = await singlePart(deps, ticket);
  const without = headers.filter(({ name }) => name !== 'x-amz-checksum-sha256');
  expect(headers.length - without.length).toBe(1);
  const response = await fetch(url, {
    method,
    headers: without.map(({ name, value }): [string, string] => [name, value]),
    body: new Uint8Array(file.byteSize),
  });
  expect(response.status).toBe(403);
});

test('a ticket is forgotten a month after its end, and one that is open or newer is not', async () => {
  const owner = await someone();
  const [old, recent, open] = await ticketsFor(owner, 3);
  if (!old || !recent || !open) throw new Error('three tickets were asked for');
  await endIn([old, recent], -1);
  await expireUploads(deps);
  await endIn([old, open], -31 * 24 * 3_600);
  await pruneTickets(deps);
  expect([await stateOf(old), await stateOf(recent), await stateOf(open)]).toEqual([
    undefined,
    'EXPIRED',
    'OPEN',
  ]);
});

test('only so many tickets may be open at a time, and a deleted album gets none', async () => {
  const owner = await someone();
  await ticketsFor(owner, 40);
  await expect(ticketsFor(owner, 1)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  const other = await someone();
  await db.execute(sql`update albums set deleted_at = now(6) where id = ${other.albumId}`);
  await expect(ticketsFor(other, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
