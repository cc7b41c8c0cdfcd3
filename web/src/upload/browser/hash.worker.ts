import { createSHA256 } from 'hash-wasm';
import type { HashAnswer, HashJob } from './hash-messages.ts';

const sliceBytes = 8 * 2 ** 20;
const cancelled = new Set<number>();

addEventListener('message', (event: MessageEvent<HashJob>) => {
  const job = event.data;
  if (job.kind === 'cancel') cancelled.add(job.id);
  else void run(job.id, job.body);
});

async function run(id: number, body: Blob | ArrayBuffer): Promise<void> {
  const answer = await digest(id, body).catch((): HashAnswer => ({ kind: 'unreadable', id }));
  cancelled.delete(id);
  postMessage(answer);
}

async function digest(id: number, given: Blob | ArrayBuffer): Promise<HashAnswer> {
  const size = given instanceof ArrayBuffer ? given.byteLength : given.size;
  // The browser's own SHA-256 is several times faster but wants all bytes at once: right for a file of one slice.
  if (size <= sliceBytes && isSecureContext) {
    const bytes = given instanceof ArrayBuffer ? given : await given.arrayBuffer();
    const whole = await crypto.subtle.digest('SHA-256', bytes);
    return { kind: 'hash', id, sha256: base64(new Uint8Array(whole)) };
  }
  const hash = await createSHA256().catch(() => null);
  if (hash === null) return { kind: 'unable', id };
  const body = given instanceof ArrayBuffer ? new Blob([given]) : given;
  for (let start = 0; start < body.size; start += sliceBytes) {
    if (cancelled.has(id)) throw new Error('cancelled');
    hash.update(new Uint8Array(await body.slice(start, start + sliceBytes).arrayBuffer()));
  }
  return { kind: 'hash', id, sha256: base64(hash.digest('binary')) };
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
