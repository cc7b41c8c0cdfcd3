import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { HashThreadAnswer, HashThreadJob } from './thread-hash.ts';

const pieceBytes = 2 ** 20;
const cancelled = new Set<number>();

parentPort?.on('message', (job: HashThreadJob) => {
  if (job.kind === 'cancel') cancelled.add(job.id);
  else void run(job.id, job.path);
});

async function run(id: number, path: string): Promise<void> {
  const sha256 = await digest(id, path).catch(() => null);
  cancelled.delete(id);
  parentPort?.postMessage({ id, sha256 } satisfies HashThreadAnswer);
}

async function digest(id: number, path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: pieceBytes })) {
    if (cancelled.has(id)) throw new Error('cancelled');
    hash.update(piece);
  }
  return hash.digest('base64');
}
