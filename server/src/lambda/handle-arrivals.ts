import { type MediaPipeline, pipelineVersion } from '../media/media-pipeline.ts';
import type { MediaResult } from '../media/media-result.ts';
import type { MediaFacts } from '../picture/finish-picture.ts';
import {
  hashOriginal,
  type Original,
  originalKey,
  readOriginal,
  storeRenditions,
} from '../picture/read-original.ts';
import type { Logger } from '../platform/log.ts';
import type { ObjectStore } from '../platform/object-store.ts';
import { readBucketEvent } from './bucket-event.ts';
import type { SendReport } from './send-report.ts';

type Needs = { store: ObjectStore; log: Logger; media: MediaPipeline; sendReport: SendReport };

/** What Lambda tells of a call. */
export type LambdaContext = { getRemainingTimeInMillis: () => number };

/** Which of a queue's messages must come again. */
export type BatchResponse = { batchItemFailures: { itemIdentifier: string }[] };

/** Kept for saying how it went, before Lambda ends the call by force. */
const LAST_WORDS_MS = 2_000;

/**
 * Makes the renditions of the originals that an event tells of, one after the other, and reports each to the API. What could
 * not be done comes again: from a queue the messages that it answers, from S3 the whole event, by throwing.
 */
export async function handleArrivals(
  needs: Needs,
  event: unknown,
  context: LambdaContext,
): Promise<BatchResponse> {
  const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - LAST_WORDS_MS));
  const failures: { messageId: string | undefined; error: unknown }[] = [];
  for (const { messageId, deliveriesBefore, keyBases } of readBucketEvent(event, needs.store.bucket)) {
    for (const keyBase of keyBases) {
      try {
        const answer = await makeRenditionsOf(needs, keyBase, signal, deliveriesBefore);
        needs.log.info({ keyBase, answer }, 'renditions made and reported');
      } catch (error) {
        needs.log.error({ keyBase, err: error }, 'renditions could not be made; they are to be tried again');
        failures.push({ messageId, error });
      }
    }
  }
  const direct = failures.find(({ messageId }) => messageId === undefined);
  if (direct) throw direct.error;
  const messageIds = new Set(failures.flatMap(({ messageId }) => messageId ?? []));
  return { batchItemFailures: [...messageIds].map((itemIdentifier) => ({ itemIdentifier })) };
}

/** Answers what the API made of it. Safe to run twice, also at once: keys and report follow from the original. */
async function makeRenditionsOf(
  { store, log, media, sendReport }: Needs,
  keyBase: string,
  signal: AbortSignal,
  failures: number,
): Promise<string> {
  const stored = await store.head(originalKey(keyBase));
  if (!stored) return 'removed';
  const original: Original = { keyBase, byteSize: stored.byteSize, etag: stored.etag };
  const made = await readOriginal({ store, log, media }, original, signal, failures);
  const keys = 'code' in made ? [] : await storeRenditions(store, original, made);
  const hash = () => hashOriginal(store, original, signal);
  const facts = 'code' in made ? undefined : await factsOf(made, hash);
  const report = {
    ...original,
    version: pipelineVersion,
    sha256: facts?.sha256 ?? null,
    outcome: facts ?? made,
  };
  let answer = await sendReport(report, signal);
  if (answer === 'hash-wanted') answer = await sendReport({ ...report, sha256: await hash() }, signal);
  if (answer === 'gone') await store.removeKeys(keys);
  return answer;
}

async function factsOf(
  { renditions: _stored, ...facts }: MediaResult,
  hash: () => Promise<string>,
): Promise<MediaFacts> {
  return { ...facts, sha256: facts.sha256 ?? (await hash()) };
}
