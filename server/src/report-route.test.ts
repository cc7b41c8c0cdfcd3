import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PictureRow, pictures } from './picture/picture.table.ts';
import { REPORT_PATH, type RenditionReport, writeReport } from './picture/rendition-report.ts';
import { signRequest } from './platform/signed-request.ts';
import { type AMember, type AnAlbum, type APicture, aMember, anAlbum, aPicture } from './testing/builders.ts';
import { openHarness } from './testing/harness.ts';
import { until, Wire } from './testing/wire.ts';

const redis = new Wire(process.env.REDIS_URL ?? '');
await redis.open();
afterAll(() => redis.cut());
const [key, oldKey] = ['new'.padEnd(32, '.'), 'old'.padEnd(32, '.')];
const harness = await openHarness({ wires: { redis }, env: { REPORT_KEYS: `${key},${oldKey}` } });
const { db } = harness.deps;

let member: AMember;
let album: AnAlbum;
beforeAll(async () => {
  member = await aMember(harness);
  album = await anAlbum(harness, member);
});

const waiting = () => aPicture(harness, member, album, { state: 'PROCESSING', byteSize: 5, etag: 'e' });

async function rowOf({ pictureId }: APicture): Promise<PictureRow | undefined> {
  const [row] = await db.select().from(pictures).where(eq(pictures.id, pictureId));
  return row;
}

const reportOf = ({ keyBase }: APicture, given: Partial<RenditionReport> = {}): RenditionReport => ({
  keyBase,
  byteSize: 5,
  etag: 'e',
  version: 1,
  sha256: null,
  outcome: { code: 'DAMAGED', message: 'The file is damaged.' },
  ...given,
});

type Sent = { body?: Buffer; authorization?: string; path?: string; signedAt?: number; key?: string };

/** Sends a report; what isn't given is right. Again while Redis is too slow for its short timeout, as the function does. */
async function send(report: RenditionReport, sent: Sent = {}): Promise<[number, string]> {
  for (let tried = 1; ; tried += 1) {
    const answer = await sendOnce(report, sent);
    if (answer[0] !== 503 || tried === 20) return answer;
  }
}

async function sendOnce(report: RenditionReport, sent: Sent = {}): Promise<[number, string]> {
  const told = writeReport(report);
  const parts = { method: 'POST', path: REPORT_PATH, body: told };
  const response = await fetch(`${harness.url}${sent.path ?? REPORT_PATH}`, {
    method: 'POST',
    headers: { Authorization: sent.authorization ?? signRequest(sent.key ?? key, parts, sent.signedAt) },
    body: new Uint8Array(sent.body ?? told),
  });
  const answer: { answer?: string; error?: string } = JSON.parse(await response.text());
  return [response.status, answer.answer ?? answer.error ?? ''];
}

const refused = [401, 'unauthenticated'];

it('ends a picture by a report with either of two keys, and a repeat signed anew changes nothing', async () => {
  const [one, other] = [await waiting(), await waiting()];
  expect(await send(reportOf(one))).toEqual([200, 'gone']);
  expect(await send(reportOf(other), { key: oldKey })).toEqual([200, 'gone']);
  const row = await rowOf(one);
  expect(row).toMatchObject({ state: 'FAILED', failureCode: 'DAMAGED' });
  const again = reportOf(one, { outcome: { code: 'EMPTY', message: 'The file is empty.' } });
  expect(await send(again)).toEqual([200, 'gone']);
  expect(await rowOf(one)).toEqual(row);
});

it('takes nothing that is forged, tampered with, replayed, late or early', async () => {
  const picture = await waiting();
  const report = reportOf(picture);
  const sign = () => signRequest(key, { method: 'POST', path: REPORT_PATH, body: writeReport(report) });
  let header = sign();
  const now = Date.now() / 1000;
  const body = writeReport(reportOf(await waiting()));
  const attempts: Sent[] = [
    { authorization: '' },
    { authorization: `Bearer ${member.token}` },
    { key: 'x'.repeat(32) },
    { authorization: header, body },
    { authorization: header, path: `${REPORT_PATH}?again` },
    { signedAt: now - 301 },
    { signedAt: now + 301 },
  ];
  for (const attempt of attempts) expect(await send(report, attempt)).toEqual(refused);
  expect(await rowOf(picture)).toMatchObject({ state: 'PROCESSING' });
  // One that Redis was too slow for counts as seen.
  await until(async () => {
    header = sign();
    const [status, answer] = await sendOnce(report, { authorization: header });
    return status === 200 && answer === 'gone';
  });
  await db.update(pictures).set({ state: 'PROCESSING' }).where(eq(pictures.id, picture.pictureId));
  expect(await send(report, { authorization: header })).toEqual(refused);
  expect(await rowOf(picture)).toMatchObject({ state: 'PROCESSING' });
});

it('changes no picture by a report about other bytes, or about nobody’s', async () => {
  const picture = await waiting();
  expect(await send(reportOf(picture, { etag: 'other' }))).toEqual([200, 'stale']);
  expect(await send(reportOf(picture, { byteSize: 6 }))).toEqual([200, 'stale']);
  const nobodys = { ...picture, keyBase: `u/${member.memberId}/AAAAAAAAAAAAAAAAAAAAAA` };
  expect(await send(reportOf(nobodys))).toEqual([200, 'gone']);
  expect(await rowOf(picture)).toMatchObject({ state: 'PROCESSING' });
});

it('brings a picture of an older version up to its own, and takes nothing from a newer one', async () => {
  const [older, newer] = [await waiting(), await waiting()];
  const nothing = { make: null, model: null, lens: null, exposureSeconds: null, fNumber: null, iso: null };
  const outcome = {
    contentType: 'image/png',
    kind: 'IMAGE' as const,
    width: 4,
    height: 3,
    duration: null,
    takenAt: null,
    placeholder: Buffer.from('placeholder'),
    details: { ...nothing, focalLength: null, location: null },
    needsPlayback: false,
    sha256: null,
  };
  const sha256 = Buffer.alloc(32, 1).toString('base64');
  for (const [picture, pipelineVersion] of [
    [older, 1],
    [newer, 3],
  ] as const)
    await db
      .update(pictures)
      .set({ state: 'READY', pipelineVersion })
      .where(eq(pictures.id, picture.pictureId));
  const damaged = reportOf(older, { version: 2, sha256 });
  expect(await send(damaged)).toEqual([200, 'gone']);
  expect(await rowOf(older)).toMatchObject({ state: 'READY', pipelineVersion: 1 });
  for (const picture of [older, newer])
    expect(await send(reportOf(picture, { version: 2, sha256, outcome }))).toEqual([200, 'done']);
  expect(await rowOf(older)).toMatchObject({ contentType: 'image/png', pipelineVersion: 2 });
  expect(await rowOf(newer)).toMatchObject({ contentType: 'image/jpeg', pipelineVersion: 3 });
});

it('asks for the hash where the uploader announced one, and believes no other', async () => {
  const sha256 = Buffer.alloc(32, 1);
  const picture = await aPicture(harness, member, album, {
    state: 'PROCESSING',
    byteSize: 5,
    etag: 'e',
    sha256,
  });
  expect(await send(reportOf(picture))).toEqual([200, 'hash-wanted']);
  expect(await rowOf(picture)).toMatchObject({ state: 'PROCESSING' });
  const other = Buffer.alloc(32, 2).toString('base64');
  expect(await send(reportOf(picture, { sha256: other }))).toEqual([200, 'gone']);
  expect(await rowOf(picture)).toMatchObject({ state: 'FAILED', failureCode: 'CHECKSUM_MISMATCH' });
});

it('refuses what is no report, and what is too long to be one', async () => {
  const picture = await waiting();
  for (const text of ['', '{}', 'nonsense', JSON.stringify({ ...reportOf(picture), keyBase: '../etc' })]) {
    const body = Buffer.from(text);
    const authorization = signRequest(key, { method: 'POST', path: REPORT_PATH, body });
    expect(await send(reportOf(picture), { body, authorization })).toEqual([400, 'unreadable']);
  }
  const long = await fetch(`${harness.url}${REPORT_PATH}`, { method: 'POST', body: 'x'.repeat(40_000) });
  expect(long.status).toBe(413);
});

it('lets nobody in while it cannot know whether a report was seen before', async () => {
  const picture = await waiting();
  await redis.cut();
  await until(() => harness.deps.redis.status !== 'ready');
  expect(await sendOnce(reportOf(picture))).toEqual([503, 'unavailable']);
  expect(await rowOf(picture)).toMatchObject({ state: 'PROCESSING' });
  await redis.open();
  await until(() => harness.deps.redis.status === 'ready');
  expect(await send(reportOf(picture))).toEqual([200, 'gone']);
});
