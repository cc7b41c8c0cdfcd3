import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { runDeletionBatch } from '../deletion/deletion-batch.ts';
import { idOf } from '../platform/ids.ts';
import {
  bytes,
  codes,
  MIB,
  openUploadHarness,
  STORAGE,
  type Storage,
  send,
  type Ticket,
  uploadRequests,
} from '../testing/upload-requests.ts';
import { expireUploads } from './expire-uploads.sweep.ts';

const harness = await openUploadHarness();
const { ticketFor, commit, aMemberWithAlbum } = uploadRequests(harness);

/** Moves a ticket's end into the past, as waiting for it would. */
async function letExpire(ticket: Ticket): Promise<void> {
  const id = idOf('UploadTicket', ticket.id);
  await harness.deps.db.execute(
    sql`update upload_tickets set expires_at = now(6) - interval 1 second where id = ${id}`,
  );
}

test('abandoning gives the space back at once, and the ticket is gone', async () => {
  const { member, album } = await aMemberWithAlbum();
  const ticket = await ticketFor(member, album.id);
  const abandon = () =>
    harness.ask<{ abandonUploads: { abandonedTicketIds: string[]; storage: Storage } }>(
      `mutation ($ids: [ID!]!) { abandonUploads(input: { ticketIds: $ids }) { abandonedTicketIds ${STORAGE} } }`,
      { ids: [ticket.id, 'nonsense'] },
      { token: member.token },
    );
  for (const { abandonUploads } of [await abandon(), await abandon()]) {
    expect(abandonUploads.abandonedTicketIds).toEqual([ticket.id]);
    expect(abandonUploads.storage.reservedBytes).toBe(0);
  }
  await send(ticket.transfer, bytes(1_000));
  expect(codes((await commit(member, [ticket.id])).results)).toEqual(['TICKET_NOT_FOUND']);
});

test('abandoning a large upload ends the URLs of its parts at once', async () => {
  const { member, album } = await aMemberWithAlbum();
  const ticket = await ticketFor(member, album.id, { byteSize: 7 * MIB, contentType: 'video/mp4' });
  const [part] = ticket.transfer.missingParts;
  if (!part) throw new Error('parts were announced');
  await harness.ask(
    `mutation ($id: ID!) { abandonUploads(input: { ticketIds: [$id] }) { abandonedTicketIds } }`,
    { id: ticket.id },
    { token: member.token },
  );
  expect(await send(part, bytes(part.byteSize))).toBe(404);
});

test('an expired ticket says so, whether or not the sweep came first, and its space is back', async () => {
  const { member, album } = await aMemberWithAlbum();
  const [swept, unswept] = [await ticketFor(member, album.id), await ticketFor(member, album.id)];
  await send(unswept.transfer, bytes(1_000));
  await letExpire(swept);
  await expireUploads(harness.deps);
  await letExpire(unswept);
  const { results, storage } = await commit(member, [swept.id, unswept.id]);
  expect(codes(results)).toEqual(['TICKET_EXPIRED', 'TICKET_EXPIRED']);
  expect(storage).toMatchObject({ usedBytes: 0, reservedBytes: 0 });
});

test('a deleted album ends its tickets and gives everything back; its bytes go with the batch', async () => {
  const { member, album } = await aMemberWithAlbum();
  const [stored, open] = [await ticketFor(member, album.id), await ticketFor(member, album.id)];
  await send(stored.transfer, bytes(1_000));
  await commit(member, [stored.id]);
  const { deleteAlbum } = await harness.ask<{ deleteAlbum: { storage: Storage } }>(
    `mutation ($id: ID!) { deleteAlbum(input: { albumId: $id }) { deletedAlbumId ${STORAGE} } }`,
    { id: album.id },
    { token: member.token },
  );
  expect(deleteAlbum.storage).toMatchObject({ usedBytes: 0, reservedBytes: 0 });
  expect(codes((await commit(member, [open.id, stored.id])).results)).toEqual([
    'ALBUM_NOT_FOUND',
    'ALBUM_NOT_FOUND',
  ]);
  await runDeletionBatch(harness.deps);
  const left = [];
  for await (const page of harness.deps.store.list(`u/${member.memberId}/`)) left.push(...page);
  expect(left).toEqual([]);
  expect(codes((await commit(member, [stored.id])).results)).toEqual(['ALBUM_NOT_FOUND']);
});

test('a URL used again after its picture is gone leaves nothing behind its end', async () => {
  const { member, album } = await aMemberWithAlbum();
  const ticket = await ticketFor(member, album.id);
  await send(ticket.transfer, bytes(1_000));
  const { results } = await commit(member, [ticket.id]);
  await harness.ask(
    `mutation ($id: ID!) { deletePictures(input: { pictureIds: [$id] }) { deletedPictureIds } }`,
    { id: results[0]?.picture.id },
    { token: member.token },
  );
  await runDeletionBatch(harness.deps);
  expect(await send(ticket.transfer, bytes(1_000, 9))).toBe(200);
  const { db, store } = harness.deps;
  await db.execute(
    sql`update upload_tickets set expires_at = now(6) - interval 3 hour where member_id = ${member.memberId}`,
  );
  await db.execute(sql`update object_purges set purge_after = now(6) where member_id = ${member.memberId}`);
  await runDeletionBatch(harness.deps);
  const left = [];
  for await (const page of store.list(`u/${member.memberId}/`)) left.push(...page);
  expect(left).toEqual([]);
  expect(
    await db.execute(sql`select 1 from object_purges where member_id = ${member.memberId}`),
  ).toMatchObject([[], {}]);
});
