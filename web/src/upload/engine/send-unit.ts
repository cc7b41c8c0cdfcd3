import { retryDelay } from './backoff.ts';
import type { EngineContext } from './engine-context.ts';
import { requireReadable } from './open-source.ts';
import type { PutAnswer } from './put-object.ts';
import type { SignedRequest } from './upload-api.ts';
import { UploadFailure } from './upload-failure.ts';

/** One body for one request: a whole small file or one part of a large one. */
export interface Unit {
  /** Of the whole file: smaller files are given a connection first. */
  readonly fileSize: number;
  readonly body: Blob;
  readonly request: SignedRequest;
  /** A fresh request; `stored` where the store turned out to hold the bytes, `gone` where the ticket is no more. */
  renew(): Promise<SignedRequest | 'stored' | 'gone'>;
  onStart(): void;
  onSent(bytes: number): void;
  /** When it will be tried again, in the clock's milliseconds; null once it moves. */
  onRetryAt(at: number | null): void;
}

const mostLosses = 10;
const mostStoreErrors = 10;
const mostRenewals = 3;

/**
 * Sends one body until the store has it, with back-off between tries and a connection held only during each of them.
 * Answers `gone` where the ticket is no more. Rejects with an UploadFailure, or with the signal's reason.
 */
export async function sendUnit(
  context: EngineContext,
  unit: Unit,
  signal: AbortSignal,
): Promise<'stored' | 'gone'> {
  const { clock, random } = context.deps;
  let request = unit.request;
  let losses = 0;
  let storeErrors = 0;
  let renewals = 0;
  for (;;) {
    const begun = clock.now();
    const answer = await tryOnce(context, unit, request, signal);
    if (answer.kind === 'stored') return 'stored';
    unit.onSent(0);
    let retryAfterMs: number | null = null;
    let renewsNow = false;
    if (answer.kind === 'lost') {
      // While nothing else moves either, it is the line that is down: that is waited for without end.
      if (context.line.movedSince(begun)) losses += 1;
      if (losses >= mostLosses) throw new UploadFailure('connection');
      // Stores that refuse early cut the connection before the browser reads why, so the URL may be what is wrong.
      renewsNow = losses % 2 === 1;
    } else {
      const next = judge(answer);
      if (next === 'stored') return 'stored';
      if (next === 'renew') renewals += 1;
      else storeErrors += 1;
      if (renewals > mostRenewals) throw new UploadFailure('store-refused');
      if (storeErrors >= mostStoreErrors) throw new UploadFailure('store-failing');
      renewsNow = next === 'renew';
      retryAfterMs = answer.retryAfterMs;
    }
    const delay = retryDelay(Math.max(losses + storeErrors, renewals), random, retryAfterMs);
    if (answer.kind === 'lost' || !renewsNow || renewals > 1) {
      unit.onRetryAt(clock.now() + delay);
      await context.naps.sleep(delay, signal);
    }
    if (renewsNow) {
      const renewed = await unit.renew();
      signal.throwIfAborted();
      if (typeof renewed === 'string') return renewed;
      request = renewed;
    }
  }
}

async function tryOnce(
  context: EngineContext,
  unit: Unit,
  request: SignedRequest,
  signal: AbortSignal,
): Promise<PutAnswer> {
  const release = await context.connections.acquire(unit.fileSize, signal);
  try {
    unit.onStart();
    unit.onRetryAt(null);
    const answer = await context.deps.putObject(request, unit.body, {
      signal,
      onProgress(sentBytes) {
        if (signal.aborted) return;
        unit.onSent(sentBytes);
        context.line.moved();
      },
    });
    signal.throwIfAborted();
    if (answer.kind === 'lost') {
      await requireReadable(unit.body);
      // Told before the connection is given back, or the next file would be sent into the same hole.
      context.line.lost();
    } else {
      context.line.moved();
    }
    return answer;
  } finally {
    release();
    context.pump();
  }
}

const changedOnTheWay: ReadonlySet<string> = new Set([
  'BadDigest',
  'InvalidDigest',
  'XAmzContentChecksumMismatch',
  'XAmzContentSHAMismatch',
  'IncompleteBody',
]);

function judge(answer: Extract<PutAnswer, { kind: 'refused' }>): 'stored' | 'renew' | 'retry' {
  const { status, code } = answer;
  // If-None-Match: the object is there, so an earlier try arrived though its answer did not.
  if (status === 412) return 'stored';
  if (status === 403 || status === 404 || status === 410) return 'renew';
  if (status >= 500 || [408, 409, 425, 429].includes(status) || code === 'RequestTimeout') return 'retry';
  if (code !== null && changedOnTheWay.has(code)) throw new UploadFailure('file-changed');
  throw new UploadFailure('store-refused');
}
