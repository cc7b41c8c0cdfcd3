import type { HashFile } from '../engine/engine-context.ts';
import type { HashAnswer, HashJob } from './hash-messages.ts';

interface Waiting {
  resolve(sha256: string | null): void;
  reject(reason: unknown): void;
}

// A worker that makes so little garbage is hardly ever rid of it: handles of files would stay in it by the thousand, at some
// kilobytes each. Of a small file it is given the bytes alone.
const smallFileBytes = 256 * 2 ** 10;

/** Hashes files in one worker, which is started with the first of them. */
export function createWorkerHash(): HashFile {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let lastId = 0;

  const post = (job: HashJob, owned: Transferable[] = []) => {
    worker ??= start();
    worker.postMessage(job, owned);
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

  const hash = (body: Blob | ArrayBuffer, signal: AbortSignal) =>
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
      post({ kind: 'hash', id, body }, body instanceof ArrayBuffer ? [body] : []);
    });

  return async (body, signal) => {
    const given = body.size <= smallFileBytes ? await body.arrayBuffer() : body;
    signal.throwIfAborted();
    return hash(given, signal);
  };
}
