import type { EngineContext } from './engine-context.ts';
import { openSource } from './open-source.ts';
import { SizeHeap } from './size-heap.ts';
import { failedState, reasonOf, UploadFailure } from './upload-failure.ts';
import type { UploadItem } from './upload-item.ts';

// One file is read from the disk while another is hashed; more would only fight for the same core.
const lanes = 2;
// Enough to fill the next requests for tickets; hashing further ahead would take the disk from the transfers.
const mostAhead = 250;

// On a line faster than the processor a checksum for every file would make the upload last longer than it need.
const restMs = 3_000;
const starvedAfterMs = 1_500;
const mostAheadAtRest = 60;

/**
 * Makes checksums, smallest file first, just ahead of the tickets. While connections stand idle for want of checksums,
 * files go without: the server makes its own from the stored bytes.
 */
export class HashDesk {
  private readonly waiting = new SizeHeap<UploadItem>();
  private readonly context: EngineContext;
  private busy = 0;
  private restUntil = Number.NEGATIVE_INFINITY;

  constructor(context: EngineContext) {
    this.context = context;
  }

  enqueue(item: UploadItem): void {
    this.waiting.push(item.size, item);
    this.pump();
  }

  pump(): void {
    const { list, deps } = this.context;
    if (this.waiting.length > 0 && this.starvesTheLine()) this.restUntil = deps.clock.now() + restMs;
    const ahead = this.rests() ? mostAheadAtRest : mostAhead;
    while (this.context.mayWork() && this.busy < lanes && list.count('hashed') < ahead) {
      const item = this.waiting.pop();
      if (item === undefined) return;
      if (item.state.name === 'waiting') this.begin(item);
    }
  }

  private rests(): boolean {
    return this.context.deps.clock.now() < this.restUntil;
  }

  private starvesTheLine(): boolean {
    const { list, connections } = this.context;
    const isFed = list.count('hashed') + list.count('ticketing') + list.count('ticketed') > 0;
    return !isFed && connections.idle > 0 && list.movesForMs > starvedAfterMs;
  }

  private begin(item: UploadItem): void {
    const { list, deps } = this.context;
    const run = new AbortController();
    item.run = run;
    if (item.sha256 !== null || item.size > deps.limits.hashUpToBytes || this.rests()) {
      list.move(item, { name: 'hashed' });
      this.context.proceed(item);
      return;
    }
    list.move(item, { name: 'hashing' });
    this.busy += 1;
    void this.hash(item, run.signal).finally(() => {
      this.busy -= 1;
      this.context.pump();
    });
  }

  private async hash(item: UploadItem, signal: AbortSignal): Promise<void> {
    const { list, deps } = this.context;
    try {
      const body = await openSource(item);
      const sha256 = await deps.hashFile(body, signal).catch((cause: unknown) => {
        throw new UploadFailure('file-unreadable', { cause });
      });
      if (signal.aborted) return;
      item.sha256 = sha256;
      list.move(item, { name: 'hashed' });
      this.context.proceed(item);
    } catch (error) {
      if (signal.aborted) return;
      list.move(item, failedState(reasonOf(error)));
    }
  }
}
