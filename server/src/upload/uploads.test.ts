import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { runDeletionBatch } from '../deletion/deletion-batch.ts';
import { idOf } from '../platform/ids.ts';
import { type AMember, aMember, anAlbum } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { expireUploads } from './expire-uploads.sweep.ts';

const MIB = 1024 ** 2;
const harness = await openHarness({
  bucket: true,
  env: {
    MULTIPART_THRESHOLD_BYTES: String(6 * MIB),
    PART_BYTES: String(5 * MIB),
    STORAGE_LIMIT_BYTES: String(100 * MIB),
  },
});

type Header = { name: string; value: string };
type Signed = { method: string; url: string; headers: Header[] };
type Part = Signed & { number: number; byteSize: number };
type Ticket = {
  __typename: 'UploadTicket' | 'UploadRefusal';
  id: string;
  code: string;
  clientRef: string | null;
  transfer: Signed & { __typename: string; partSize: number; partCount: number; missingParts: Part[] };
};
type Storage = { limitBytes: number; usedBytes: number; reservedBytes: number };
type Result = {
  __typename: string;
  code: string;
  ticketId: string;
  picture: { id: string; state: string; takenAt: string | null };
};

const TICKET = `id clientRef transfer {
  __typename
  ... on SinglePartUpload { method url headers { name value } }
  ... on MultipartUpload { partSize partCount missingParts { number byteSize method url headers { name value } } }
}`;
const STORAGE = 'storage { limitBytes usedBytes reservedBytes }';

const file = (given: object = {}) => ({
  filename: 'a.jpg',
  contentType: 'image/jpeg',
  byteSize: 1_000,
  ...given,
});

async function request(member: AMember, albumId: string, files: object[]) {
  const { requestUploads } = await harness.ask<{ requestUploads: { results: Ticket[]; storage: Storage } }>(
    `mutation ($albumId: ID!, $files: [UploadFileInput!]!) {
      requestUploads(input: { albumId: $albumId, files: $files }) {
        results { __typename ... on UploadTicket { ${TICKET} } ... on UploadRefusal { code clientRef } }
        ${STORAGE}
      }
    }`,
    { albumId, files },
    { token: member.token },
  );
  return requestUploads;
}

async function ticketFor(member: AMember, albumId: string, given: object = {}): Promise<Ticket> {
  const { results } = await request(member, albumId, [file(given)]);
  const [ticket] = results;
  if (ticket?.__typename !== 'UploadTicket') throw new Error(`No ticket: ${JSON.stringify(ticket)}`);
  return ticket;
}

async function commit(member: AMember, ticketIds: string[]) {
  const { commitUploads } = await harness.ask<{ commitUploads: { results: Result[]; storage: Storage } }>(
    `mutation ($ticketIds: [ID!]!) {
      commitUploads(input: { ticketIds: $ticketIds }) {
        results {
          __typename
          ... on CommittedUpload { ticketId picture { id state takenAt } pictureEdge { cursor node { id } } }
          ... on CommitRefusal { ticketId code }
        }
        ${STORAGE}
      }
    }`,
    { ticketIds },
    { token: member.token },
  );
  return commitUploads;
}

const codes = (results: { code?: string; __typename: string }[]) =>
  results.map((r) => r.code ?? r.__typename);

async function send(
  signed: Signed,
  body: Buffer,
  change: Record<string, string | undefined> = {},
): Promise<number> {
  const given = Object.fromEntries(signed.headers.map(({ name, value }): [string, string] => [name, value]));
  const headers = Object.entries({ ...given, ...change }).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  const response = await fetch(signed.url, { method: signed.method, headers, body: new Uint8Array(body) });
  await response.arrayBuffer();
  return response.status;
}

const bytes = (length: number, fill = 7) => Buffer.alloc(length, fill);

async function aMemberWithAlbum() {
  const member = await aMember(harness);
  return { member, album: await anAlbum(harness, member) };
}

/** Moves a ticket's end into the past, as waiting for it would. */
async function letExpire(ticket: Ticket): Promise<void> {
  const id = idOf('UploadTicket', ticket.id);
  await harness.deps.db.execute(
    sql`update upload_tickets set expires_at = now(6) - interval 1 second where id = ${id}`,
  );
}

test('a file is judged against what the ones before it left, and a refused one holds nothing', async () => {
  const { member, album } = await aMemberWithAlbum();
  const { results, storage } = await request(member, album.id, [
    file({ clientRef: 'one', byteSize: 60 * MIB, contentType: 'video/mp4' }),
    file({ clientRef: 'two', byteSize: 60 * MIB, contentType: 'video/mp4' }),
    file({ clientRef: 'three', byteSize: 40 * MIB }),
    file({ clientRef: 'four', byteSize: 1 }),
    file({ clientRef: 'five', byteSize: 0 }),
  ]);
  expect(codes(results)).toEqual([
    'UploadTicket',
    'QUOTA_EXCEEDED',
    'UploadTicket',
    'QUOTA_EXCEEDED',
    'EMPTY_FILE',
  ]);
  expect(results.map((r) => r.clientRef)).toEqual(['one', 'two', 'three', 'four', 'five']);
  expect(storage).toEqual({ limitBytes: 100 * MIB, usedBytes: 0, reservedBytes: 100 * MIB });
});

test('an upload becomes a picture, and a repeat of its commit answers the same one', async () => {
  const { member, album } = await aMemberWithAlbum();
  const sha256 = createHash('sha256').update(bytes(1_000)).digest('base64');
  const ticket = await ticketFor(member, album.id, { sha256 });
  expect(codes((await commit(member, [ticket.id])).results)).toEqual(['NOT_UPLOADED']);
  expect(await send(ticket.transfer, bytes(1_000))).toBe(200);
  const first = await commit(member, [ticket.id]);
  expect(first.storage).toMatchObject({ usedBytes: 1_000, reservedBytes: 0 });
  const again = await commit(member, [ticket.id, ticket.id]);
  expect(again.results.map((r) => r.picture.id)).toEqual([
    first.results[0]?.picture.id,
    first.results[0]?.picture.id,
  ]);
  expect(again.storage).toEqual(first.storage);
});

test('the date that an uploader gives stands on the picture', async () => {
  const { member, album } = await aMemberWithAlbum();
  const ticket = await ticketFor(member, album.id, { takenAt: '2019-08-03T23:05:06+09:00' });
  await send(ticket.transfer, bytes(1_000));
  const { results } = await commit(member, [ticket.id]);
  expect(results[0]?.picture.takenAt).toBe('2019-08-03T14:05:06.000Z');
});

test('the store takes exactly the signed request, once', async () => {
  const { member, album } = await aMemberWithAlbum();
  const { transfer, id } = await ticketFor(member, album.id);
  expect(await send(transfer, bytes(999))).toBe(403);
  expect(await send(transfer, bytes(1_001))).toBe(403);
  expect(await send(transfer, bytes(1_000), { 'content-type': 'text/html' })).toBe(403);
  expect(await send(transfer, bytes(1_000), { 'if-none-match': undefined })).toBe(403);
  expect(await send({ ...transfer, url: transfer.url.replace('/original', '/other') }, bytes(1_000))).toBe(
    403,
  );
  expect(await send(transfer, bytes(1_000))).toBe(200);
  expect(codes((await commit(member, [id])).results)).toEqual(['CommittedUpload']);
  expect(await send(transfer, bytes(1_000, 9))).toBe(412);
});

test('a large file goes in parts, and only missing parts are asked for again', async () => {
  const { member, album } = await aMemberWithAlbum();
  const ticket = await ticketFor(member, album.id, { byteSize: 11 * MIB, contentType: 'video/mp4' });
  const { missingParts, partCount, partSize } = ticket.transfer;
  expect([partSize, partCount, missingParts.map((part) => part.byteSize)]).toEqual([
    5 * MIB,
    3,
    [5 * MIB, 5 * MIB, MIB],
  ]);
  const [one, two, three] = missingParts;
  if (!one || !two || !three) throw new Error('three parts were announced');
  expect(await send(two, bytes(MIB))).toBe(403);
  expect(await send(two, bytes(two.byteSize))).toBe(200);
  expect(codes((await commit(member, [ticket.id])).results)).toEqual(['NOT_UPLOADED']);
  const { pendingUploads } = await harness.ask<{ pendingUploads: { nodes: Ticket[]; totalCount: number } }>(
    `{ pendingUploads { totalCount nodes { ${TICKET} } } }`,
    {},
    { token: member.token },
  );
  const left = pendingUploads.nodes[0]?.transfer.missingParts ?? [];
  expect([pendingUploads.totalCount, left.map((part) => part.number)]).toEqual([1, [1, 3]]);
  for (const part of left) expect(await send(part, bytes(part.byteSize))).toBe(200);
  const { results, storage } = await commit(member, [ticket.id]);
  expect([codes(results), storage.usedBytes]).toEqual([['CommittedUpload'], 11 * MIB]);
});

test('fifty commits of one ticket at once make one picture and one event', async () => {
  const { member, album } = await aMemberWithAlbum();
  const ticket = await ticketFor(member, album.id);
  await send(ticket.transfer, bytes(1_000));
  const answers = await Promise.all(Array.from({ length: 50 }, () => commit(member, [ticket.id])));
  const ids = new Set(answers.map(({ results }) => results[0]?.picture?.id));
  expect([ids.size, ids.has('')]).toEqual([1, false]);
  const events = await harness.deps.db.execute(
    sql`select count(*) as n from outbox_events where type = 'picture.stored' and payload like ${`%${member.memberId}%`}`,
  );
  expect(events[0]).toEqual([{ n: 1 }]);
});

test('requests at once never reserve more than the limit', async () => {
  const { member, album } = await aMemberWithAlbum();
  const asked = await Promise.all(
    Array.from({ length: 20 }, () =>
      request(member, album.id, [file({ byteSize: 15 * MIB, contentType: 'video/mp4' })]),
    ),
  );
  const granted = asked.filter(({ results }) => results[0]?.__typename === 'UploadTicket').length;
  expect(granted).toBe(6);
  for (const { storage } of asked)
    expect(storage.usedBytes + storage.reservedBytes).toBeLessThanOrEqual(storage.limitBytes);
});

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

test('half a surrogate pair is no clientRef, for it could not be given back', async () => {
  const { member, album } = await aMemberWithAlbum();
  const refused = await harness.api(
    `mutation ($a: ID!, $f: [UploadFileInput!]!) { requestUploads(input: { albumId: $a, files: $f }) { results { __typename } } }`,
    { a: album.id, f: [file({ clientRef: 'x\ud83d' })] },
    { token: member.token },
  );
  expect(refused.codes).toEqual(['BAD_USER_INPUT']);
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

test("another member's ticket or album is like one that never was", async () => {
  const { member, album } = await aMemberWithAlbum();
  const stranger = await aMemberWithAlbum();
  const ticket = await ticketFor(member, album.id);
  await send(ticket.transfer, bytes(1_000));
  expect(codes((await commit(stranger.member, [ticket.id])).results)).toEqual(['TICKET_NOT_FOUND']);
  const refused = await harness.api(
    `mutation ($a: ID!) { requestUploads(input: { albumId: $a, files: [] }) { results { __typename } } }`,
    { a: album.id },
    { token: stranger.member.token },
  );
  expect(refused.codes).toEqual(['NOT_FOUND']);
  expect(codes((await commit(member, [ticket.id])).results)).toEqual(['CommittedUpload']);
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

test('a batch of more than a hundred is refused whole', async () => {
  const { member, album } = await aMemberWithAlbum();
  const refused = await harness.api(
    `mutation ($a: ID!, $f: [UploadFileInput!]!) { requestUploads(input: { albumId: $a, files: $f }) { results { __typename } } }`,
    { a: album.id, f: Array.from({ length: 101 }, () => file()) },
    { token: member.token },
  );
  expect(refused.codes).toEqual(['BAD_USER_INPUT']);
});
