import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { MediaPipeline } from '../media/media-pipeline.ts';
import { makeRenditions } from '../picture/make-renditions.consumer.ts';
import { type PictureRow, pictures } from '../picture/picture.table.ts';
import { newId } from '../platform/ids.ts';
import { done, openLambdaStand, type Upload, whole } from '../testing/lambda-stand.ts';
import { video } from '../testing/media-files.ts';

const stand = await openLambdaStand();
const { harness, lambda, startFunction, member, photo, upload, commit } = stand;
const { rowOf, keysOf, record, originalOf, eventOf } = stand;
const { db, store } = harness.deps;

describe('the function', () => {
  it('makes each picture of an event READY, once, whatever else stands in the event', async () => {
    const [one, other] = [await upload(photo), await upload(photo)];
    await commit(one);
    await commit(other);
    const event = {
      Records: [
        record(originalOf(one)),
        // As S3 writes what a form would not let through; and told twice.
        record(originalOf(one).replaceAll('/', '%2F')),
        record(originalOf(other), { eventName: 'ObjectCreated:CompleteMultipartUpload' }),
        record(`${one.keyBase}/r1/small.webp`),
        record(`${one.keyBase}/p1/playback.mp4`),
        record('u/something+else/%ED%95%9C%EA%B8%80.jpg'),
        record('%E0%A4%A'),
        record(originalOf(one), { eventName: 'ObjectRemoved:Delete' }),
      ],
    };
    expect(await lambda.invoke(event)).toEqual(done);
    const row = await rowOf(one);
    expect(row).toMatchObject({
      state: 'READY',
      width: 400,
      height: 600,
      takenAt: '2024-06-01 01:20:30.000000',
      takenOffsetMinutes: 540,
      pipelineVersion: 1,
      sha256: createHash('sha256').update(photo).digest(),
    });
    expect(await rowOf(other)).toMatchObject({ state: 'READY' });
    expect(await keysOf(one)).toEqual(whole);
    expect(await lambda.invoke(event)).toEqual(done);
    expect(await rowOf(one)).toEqual(row);
  });

  it('leaves to the commit what it made before it, and the commit ends it at once', async () => {
    const early = await upload(photo, { sha256: createHash('sha256').update(photo).digest('base64') });
    expect(await lambda.invoke(eventOf(early))).toEqual(done);
    expect(await commit(early)).toMatchObject({ state: 'READY' });
    expect(await rowOf(early)).toMatchObject({ state: 'READY', width: 400 });
    expect(await keysOf(early)).toEqual(whole);
  });

  it('comes to the same as a worker, also at the same time', async () => {
    const temporary = await mkdtemp(join(tmpdir(), 'picup-renditions-'));
    const media = await MediaPipeline.start(temporary);
    const worker = makeRenditions({ ...harness.deps, media }, 1);
    const byWorker = async (each: Upload) => {
      const { id: pictureId, memberId } = await rowOf(each);
      const content = JSON.stringify({ pictureId, memberId });
      const delivery = { eventId: newId(), schemaVersion: 1, content, failures: 0 };
      await worker.handle(db, delivery, AbortSignal.timeout(60_000));
    };
    const made = ({ id, ticketId, keyBase, createdAt, localAt, sortAt, ...rest }: PictureRow) => rest;
    for (const bytes of [photo, await video(['-f', 'lavfi', '-i', 'testsrc2=s=64x48:d=1'], ['film.mp4'])]) {
      const [both, alone, lambdas] = [await upload(bytes), await upload(bytes), await upload(bytes)];
      for (const each of [both, alone, lambdas]) await commit(each);
      await Promise.all([byWorker(both), lambda.invoke(eventOf(both))]);
      await byWorker(alone);
      await lambda.invoke(eventOf(lambdas));
      expect(made(await rowOf(alone))).toMatchObject({ state: 'READY' });
      expect(made(await rowOf(lambdas))).toEqual(made(await rowOf(alone)));
      expect(made(await rowOf(both))).toEqual(made(await rowOf(alone)));
      expect(await keysOf(both)).toEqual(whole);
    }
    await media.close();
    await rm(temporary, { recursive: true });
  });

  it('tells of a file that is no picture, and of other bytes than announced, and leaves nothing of them', async () => {
    const announced = { sha256: createHash('sha256').update('something else').digest('base64') };
    const [text, wrong, wrongText] = [
      await upload(Buffer.from('<html>no picture</html>')),
      await upload(photo, announced),
      await upload(Buffer.from('text'), announced),
    ];
    for (const each of [text, wrong, wrongText]) await commit(each);
    expect(await lambda.invoke(eventOf(text, wrong, wrongText))).toEqual(done);
    expect(await rowOf(text)).toMatchObject({ state: 'FAILED', failureCode: 'UNSUPPORTED_TYPE' });
    for (const each of [wrong, wrongText])
      expect(await rowOf(each)).toMatchObject({ state: 'FAILED', failureCode: 'CHECKSUM_MISMATCH' });
    for (const each of [text, wrong, wrongText]) expect(await keysOf(each)).toEqual(['/original']);
  });

  it('leaves nothing of a picture that was deleted, and does nothing for an original that is gone', async () => {
    const deleted = await upload(photo);
    await commit(deleted);
    await db.update(pictures).set({ lifecycle: 'DELETED' }).where(eq(pictures.keyBase, deleted.keyBase));
    const never = { ticketId: '', keyBase: `u/${member.memberId}/AAAAAAAAAAAAAAAAAAAAAA` };
    expect(await lambda.invoke(eventOf(deleted, never))).toEqual(done);
    expect(await keysOf(deleted)).toEqual(['/original']);
    expect(await rowOf(deleted)).toMatchObject({ state: 'PROCESSING' });
  });

  it('has what it could not report come again: the whole event of S3, and of a queue the one message', async () => {
    const [one, other] = [await upload(photo), await upload(Buffer.from('no picture'))];
    for (const each of [one, other]) await commit(each);
    const message = (messageId: string, body: unknown) => ({
      messageId,
      eventSource: 'aws:sqs',
      body: JSON.stringify(body),
      attributes: { ApproximateReceiveCount: '1' },
    });
    const queued = {
      Records: [
        message('one', eventOf(one)),
        message('test', { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: store.bucket }),
      ],
    };
    const locked = await startFunction({ REPORT_KEYS: 'x'.repeat(32) });
    expect(await locked.invoke(queued)).toEqual({
      result: { batchItemFailures: [{ itemIdentifier: 'one' }] },
    });
    expect(await locked.invoke(eventOf(one, other))).toMatchObject({ error: expect.stringContaining('401') });
    await locked.close();
    expect(await rowOf(one)).toMatchObject({ state: 'PROCESSING' });
    expect(await lambda.invoke(queued)).toEqual(done);
    expect(await lambda.invoke(eventOf(one, other))).toEqual(done);
    expect(await rowOf(one)).toMatchObject({ state: 'READY' });
    expect(await rowOf(other)).toMatchObject({ state: 'FAILED' });
  });
});
