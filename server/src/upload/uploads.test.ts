import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import {
  bytes,
  codes,
  file,
  MIB,
  openUploadHarness,
  send,
  TICKET,
  type Ticket,
  uploadRequests,
} from '../testing/upload-requests.ts';

const harness = await openUploadHarness();
const { request, ticketFor, commit, aMemberWithAlbum } = uploadRequests(harness);

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

test('the pictures of one commit stand in their album as they were named, the last one first', async () => {
  const { member, album } = await aMemberWithAlbum();
  const tickets: Ticket[] = [];
  for (const seed of [1, 2, 3, 4]) {
    const ticket = await ticketFor(member, album.id);
    expect(await send(ticket.transfer, bytes(1_000, seed))).toBe(200);
    tickets.push(ticket);
  }
  const [one, two, three, four] = tickets.map(({ id }) => id);
  const { results } = await commit(
    member,
    [three, one, four, two].flatMap((id) => id ?? []),
  );
  const made = results.map(({ picture }) => picture.id);
  const { node } = await harness.ask<{ node: { pictures: { nodes: { id: string }[] } } }>(
    'query ($id: ID!) { node(id: $id) { ... on Album { pictures { nodes { id } } } } }',
    { id: album.id },
    { token: member.token },
  );
  expect(node.pictures.nodes.map(({ id }) => id)).toEqual(made.toReversed());
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

test('half a surrogate pair is no clientRef, for it could not be given back', async () => {
  const { member, album } = await aMemberWithAlbum();
  const refused = await harness.api(
    `mutation ($a: ID!, $f: [UploadFileInput!]!) { requestUploads(input: { albumId: $a, files: $f }) { results { __typename } } }`,
    { a: album.id, f: [file({ clientRef: 'x\ud83d' })] },
    { token: member.token },
  );
  expect(refused.codes).toEqual(['BAD_USER_INPUT']);
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

test('a batch of more than a hundred is refused whole', async () => {
  const { member, album } = await aMemberWithAlbum();
  const refused = await harness.api(
    `mutation ($a: ID!, $f: [UploadFileInput!]!) { requestUploads(input: { albumId: $a, files: $f }) { results { __typename } } }`,
    { a: album.id, f: Array.from({ length: 101 }, () => file()) },
    { token: member.token },
  );
  expect(refused.codes).toEqual(['BAD_USER_INPUT']);
});
