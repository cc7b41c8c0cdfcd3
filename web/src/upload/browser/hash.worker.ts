import { createSHA256 } from 'hash-wasm';
import type { HashAnswer, HashJob } from './hash-messages.ts';

const sliceBytes = 8 * 2 ** 20;
const cancelled = new Set<number>();

addEventListener('message', (event: MessageEvent<HashJob>) => {
  const job = event.data;
  if (job.kind === 'cancel') cancelled.add(job.id);
  else void run(job.id, job.body);
});

async function run(id: number, body: Blob): Promise<void> {
  let answer: HashAnswer;
  try {
    answer = { id, sha256: await digest(id, body) };
  } catch {
    // The engine asks the file itself what is wrong with it; here only that it could not be read counts.
    answer = { id, sha256: null };
  }
  cancelled.delete(id);
  postMessage(answer);
}

async function digest(id: number, body: Blob): Promise<string> {
  // The browser's own SHA-256 is several times faster but wants all bytes at once: right for a file of one slice.
  if (body.size <= sliceBytes && isSecureContext) {
    return base64(new Uint8Array(await crypto.subtle.digest('SHA-256', await body.arrayBuffer())));
  }
  const hash = await createSHA256();
  for (let start = 0; start < body.size; start += sliceBytes) {
    if (cancelled.has(id)) throw new Error('cancelled');
    hash.update(new Uint8Array(await body.slice(start, start + sliceBytes).arrayBuffer()));
  }
  return base64(hash.digest('binary'));
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
