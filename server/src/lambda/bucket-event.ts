import { z } from 'zod';
import { originalFile } from '../picture/picture-files.ts';

/** Originals that came into the bucket, and that are done or tried again together. */
export type Arrivals = {
  /** The queue's name for the message that told of them; undefined where S3 called directly. */
  messageId: string | undefined;
  /** How often they were told of before. */
  deliveriesBefore: number;
  keyBases: string[];
};

const s3Record = z.object({
  eventName: z.string(),
  s3: z.object({ bucket: z.object({ name: z.string() }), object: z.object({ key: z.string() }) }),
});
const fromBucket = z.object({ Records: z.array(s3Record) });
const fromQueue = z.object({
  Records: z.array(
    z.object({
      eventSource: z.literal('aws:sqs'),
      messageId: z.string(),
      body: z.string(),
      attributes: z.object({ ApproximateReceiveCount: z.coerce.number().default(1) }).default({
        ApproximateReceiveCount: 1,
      }),
    }),
  ),
});

/**
 * Reads what Lambda was called with: S3's own event, or a queue's messages that carry such events. Each original stands in
 * it once, however often it is told of; what else is stored in the bucket (renditions above all) is passed over, as are
 * tests, other buckets and other kinds of events.
 */
export function readBucketEvent(event: unknown, bucket: string): Arrivals[] {
  const queued = fromQueue.safeParse(event);
  if (!queued.success)
    return [{ messageId: undefined, deliveriesBefore: 0, keyBases: keyBasesOf(event, bucket) }];
  return queued.data.Records.map(({ messageId, body, attributes }) => ({
    messageId,
    deliveriesBefore: attributes.ApproximateReceiveCount - 1,
    keyBases: keyBasesOf(parseJson(body), bucket),
  }));
}

function keyBasesOf(event: unknown, bucket: string): string[] {
  const parsed = fromBucket.safeParse(event);
  if (!parsed.success) return [];
  const found = parsed.data.Records.flatMap(({ eventName, s3 }) => {
    if (!/^(s3:)?ObjectCreated:/.test(eventName) || s3.bucket.name !== bucket) return [];
    const [, keyBase, file] = /^(u\/[^/]+\/[^/]+)\/(.+)$/.exec(decodeKey(s3.object.key)) ?? [];
    return keyBase && file === originalFile ? [keyBase] : [];
  });
  return [...new Set(found)];
}

/** Keys come as in a form: a space as a plus, and everything else by percent signs. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return '';
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
