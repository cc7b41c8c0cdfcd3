import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as overHttp } from 'node:http';
import { Agent as HttpsAgent, request as overHttps } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { parseRetryAfter } from '../engine/backoff.ts';
import { mostConnections } from '../engine/line.ts';
import { errorCodeOf, type PutAnswer, type PutObject } from '../engine/put-object.ts';
import { DiskFile } from './disk-file.ts';

const stalledAfterMs = 30_000;
// When all bytes have gone the store may still be writing them.
const answerWithinMs = 120_000;
const longestErrorBytes = 64 * 1024;

const agents = {
  'http:': new HttpAgent({ keepAlive: true, maxSockets: mostConnections }),
  'https:': new HttpsAgent({ keepAlive: true, maxSockets: mostConnections }),
};

/** Streams a body from the disk to the store over a kept connection, with progress, which fetch does not tell. */
export const nodePut: PutObject = async (signed, body, { signal, onProgress }) => {
  signal.throwIfAborted();
  if (!(body instanceof DiskFile)) throw new TypeError('only files on the disk are sent');
  const url = new URL(signed.url);
  const isSecure = url.protocol === 'https:';
  const request = (isSecure ? overHttps : overHttp)(url, {
    method: signed.method,
    agent: isSecure ? agents['https:'] : agents['http:'],
    headers: { ...headersOf(signed.headers), 'Content-Length': body.size },
    signal,
  });
  request.setTimeout(stalledAfterMs, () => request.destroy(new Error('the connection stands still')));
  // A store that refuses early answers while the body is still on its way, so the answer alone counts; where the body cannot
  // be sent to its end, the request fails and no answer comes.
  send(body, request, onProgress).catch(() => undefined);
  try {
    return await answerTo(request);
  } catch {
    request.destroy();
    signal.throwIfAborted();
    return { kind: 'lost' };
  }
};

async function send(
  body: DiskFile,
  request: ClientRequest,
  onProgress: (bytes: number) => void,
): Promise<void> {
  let sent = 0;
  await pipeline(
    body.read(),
    async function* (pieces: AsyncIterable<Uint8Array>) {
      for await (const piece of pieces) {
        yield piece;
        // Asked for the next one: this one has gone.
        sent += piece.length;
        onProgress(sent);
      }
    },
    request,
  );
  request.setTimeout(answerWithinMs);
}

function answerTo(request: ClientRequest): Promise<PutAnswer> {
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    request.once('response', (response) => {
      isAnswered = true;
      answerOf(response).then(resolve, reject);
    });
    request.on('error', reject);
    request.once('close', () => isAnswered || reject(new Error('the connection was closed')));
  });
}

async function answerOf(response: IncomingMessage): Promise<PutAnswer> {
  const status = response.statusCode ?? 0;
  let text = '';
  for await (const piece of response.setEncoding('utf8')) {
    if (text.length < longestErrorBytes) text += piece;
  }
  if (status >= 200 && status < 300) return { kind: 'stored' };
  const retryAfterMs = parseRetryAfter(response.headers['retry-after'] ?? null, Date.now());
  return { kind: 'refused', status, code: errorCodeOf(text), retryAfterMs };
}

function headersOf(headers: readonly { name: string; value: string }[]): Record<string, string> {
  return Object.fromEntries(headers.map(({ name, value }) => [name, value]));
}
