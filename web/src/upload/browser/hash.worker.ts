import { createSHA256 } from 'hash-wasm';
import { base64 } from './base64.ts';
import type { HashAnswer, HashJob } from './hash-messages.ts';

const sliceBytes = 8 * 2 ** 20;
const cancelled = new Set<number>();

addEventListener('message', (event: MessageEvent<HashJob>) => {
  const job = event.data;
  if (job.kind === 'cancel') cancelled.add(job.id);
  else void run(job.id, job.body);
});

async function run(id: number, body: Blob): Promise<void> {
  const answer = await digest(id, body).catch((): HashAnswer => ({ kind: 'unreadable', id }));
  cancelled.delete(id);
  postMessage(answer);
}

async function digest(id: number, body: Blob): Promise<HashAnswer> {
  // The browser's own SHA-256 is several times faster but wants all bytes at once: right for a file of one slice.
  if (body.size <= sliceBytes && isSecureContext) {
    const whole = await crypto.subtle.digest('SHA-256', await body.arrayBuffer());
    return { kind: 'hash', id, sha256: base64(new Uint8Array(whole)) };
  }
  const hash = await createSHA256().catch(() => null);
  if (hash === null) return { kind: 'unable', id };
  for (let start = 0; start < body.size; start += sliceBytes) {
    if (cancelled.has(id)) throw new Error('cancelled');
    hash.update(new Uint8Array(await body.slice(start, start + sliceBytes).arrayBuffer()));
  }
  return { kind: 'hash', id, sha256: base64(hash.digest('binary')) };
}
