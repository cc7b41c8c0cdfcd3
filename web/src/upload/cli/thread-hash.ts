import { Worker } from 'node:worker_threads';
import type { HashFile } from '../engine/engine-context.ts';
import { DiskFile } from './disk-file.ts';

/** What the hashing thread is told. */
export type HashThreadJob =
  | { readonly kind: 'hash'; readonly id: number; readonly path: string }
  | { readonly kind: 'cancel'; readonly id: number };

/** What it answers; null where the file could not be read. */
export interface HashThreadAnswer {
  readonly id: number;
  readonly sha256: string | null;
}

/** A thread that reads files and answers the Base64 of their SHA-256. */
export interface ThreadHash {
  readonly hashFile: HashFile;
  /** Rejects where the file cannot be read. */
  hashPath(path: string): Promise<string>;
  /** Ends the thread; what it was asked is never answered. */
  close(): Promise<void>;
}

/** Hashes files in a thread of its own, started with the first of them. */
export function createThreadHash(): ThreadHash {
  const waiting = new Map<number, (sha256: string | null) => void>();
  let thread: Worker | null = null;
  let lastId = 0;

  const start = () => {
    const started = new Worker(new URL('./hash-file.thread.ts', import.meta.url));
    started.on('message', ({ id, sha256 }: HashThreadAnswer) => {
      waiting.get(id)?.(sha256);
      waiting.delete(id);
    });
    started.on('error', () => {
      // What waited fails, and the next file starts another thread.
      thread = null;
      for (const settle of waiting.values()) settle(null);
      waiting.clear();
    });
    return started;
  };
  const post = (job: HashThreadJob) => {
    thread ??= start();
    thread.postMessage(job);
  };
  const hashPath = (path: string, signal?: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      const id = ++lastId;
      const onAbort = () => {
        waiting.delete(id);
        post({ kind: 'cancel', id });
        reject(signal?.reason);
      };
      waiting.set(id, (sha256) => {
        signal?.removeEventListener('abort', onAbort);
        if (sha256 === null) reject(new Error(`${path} cannot be read`));
        else resolve(sha256);
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      post({ kind: 'hash', id, path });
    });
  return {
    hashPath: (path) => hashPath(path),
    hashFile(body, signal) {
      if (!(body instanceof DiskFile)) throw new TypeError('only files on the disk are hashed');
      return hashPath(body.path, signal);
    },
    async close() {
      await thread?.terminate();
      thread = null;
    },
  };
}
