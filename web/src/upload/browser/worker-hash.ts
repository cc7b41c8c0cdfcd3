import type { HashFile } from '../engine/engine-context.ts';
import { base64 } from './base64.ts';
import type { HashAnswer, HashJob } from './hash-messages.ts';

interface Waiting {
  resolve(sha256: string | null): void;
  reject(reason: unknown): void;
}

// Less than one slice of the worker's. It makes so little garbage that handles of thousands of files would stay in it.
const smallFileBytes = 256 * 2 ** 10;

/**
 * Hashes files in one worker, which is started with the first that is not small. Small ones are left to the browser's own
 * threads, where it has any for pages: only their digests come back, and nothing of twenty thousand of them is left over.
 */
export function createWorkerHash(): HashFile {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let lastId = 0;

  const post = (job: HashJob) => {
    worker ??= start();
    worker.postMessage(job);
  };
  const start = () => {
    const started = new Worker(new URL('./hash.worker.ts', import.meta.url), { type: 'module' });
    started.addEventListener('message', (event: MessageEvent<HashAnswer>) => {
      const answer = event.data;
      const job = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (answer.kind === 'unreadable') job?.reject(new Error('the file could not be read'));
      else job?.resolve(answer.kind === 'hash' ? answer.sha256 : null);
    });
    started.addEventListener('error', () => {
      // Out of memory, or its script is gone with an older version: files go without a checksum rather than not at all, and
      // the next one starts another worker.
      worker = null;
      for (const job of waiting.values()) job.resolve(null);
      waiting.clear();
    });
    return started;
  };

  const hash = (body: Blob, signal: AbortSignal) =>
    new Promise<string | null>((resolve, reject) => {
      const id = ++lastId;
      const onAbort = () => {
        waiting.delete(id);
        post({ kind: 'cancel', id });
        reject(signal.reason);
      };
      const settle = () => signal.removeEventListener('abort', onAbort);
      waiting.set(id, {
        resolve: (sha256) => {
          settle();
          resolve(sha256);
        },
        reject: (reason) => {
          settle();
          reject(reason);
        },
      });
      signal.addEventListener('abort', onAbort, { once: true });
      post({ kind: 'hash', id, body });
    });

  return async (body, signal) => {
    if (body.size > smallFileBytes || !isSecureContext) return hash(body, signal);
    const whole = await crypto.subtle.digest('SHA-256', await body.arrayBuffer());
    signal.throwIfAborted();
    return base64(new Uint8Array(whole));
  };
}
