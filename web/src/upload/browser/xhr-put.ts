import { parseRetryAfter } from '../engine/backoff.ts';
import { errorCodeOf, type PutAnswer, type PutObject } from '../engine/put-object.ts';

// A phone that changed its network often never hears that the old connection is dead.
const stalledAfterMs = 30_000;
// When all bytes have gone the store may still be writing them.
const answerWithinMs = 120_000;

/** Sends a body by XMLHttpRequest: fetch still tells no upload progress. */
export const xhrPut: PutObject = (request, body, { signal, onProgress }) =>
  new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const xhr = new XMLHttpRequest();
    let watchdog = setTimeout(() => xhr.abort(), stalledAfterMs);
    const watch = (ms: number) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => xhr.abort(), ms);
    };
    const onAbort = () => xhr.abort();
    signal.addEventListener('abort', onAbort, { once: true });
    xhr.upload.onprogress = (event) => {
      watch(event.loaded < body.size ? stalledAfterMs : answerWithinMs);
      onProgress(event.loaded);
    };
    xhr.onloadend = () => {
      clearTimeout(watchdog);
      signal.removeEventListener('abort', onAbort);
      if (signal.aborted) reject(signal.reason);
      else resolve(answerOf(xhr));
    };
    xhr.open(request.method, request.url);
    for (const { name, value } of request.headers) xhr.setRequestHeader(name, value);
    xhr.send(body);
  });

function answerOf(xhr: XMLHttpRequest): PutAnswer {
  if (xhr.status === 0) return { kind: 'lost' };
  if (xhr.status >= 200 && xhr.status < 300) return { kind: 'stored' };
  return {
    kind: 'refused',
    status: xhr.status,
    code: errorCodeOf(xhr.responseText),
    retryAfterMs: parseRetryAfter(xhr.getResponseHeader('Retry-After'), Date.now()),
  };
}
