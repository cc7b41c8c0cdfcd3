import type { EngineContext } from './engine-context.ts';
import { openSource } from './open-source.ts';
import { SizeHeap } from './size-heap.ts';
import type { TwinDesk } from './twin-desk.ts';
import { failedState, reasonOf, UploadFailure } from './upload-failure.ts';
import type { UploadItem } from './upload-item.ts';
import type { StateName } from './upload-state.ts';

// One file is read from the disk while another is hashed; more would only fight for the same core.
const lanes = 2;
// Enough to fill the next requests for tickets; hashing further ahead would take the disk from the transfers.
const mostAhead = 250;

// On a line faster than the processor a checksum for every file would make the upload last longer than it need.
const restMs = 3_000;
const starvedAfterMs = 1_500;
const mostAheadAtRest = 60;

const feeding: readonly StateName[] = ['comparing', 'hashed', 'ticketing', 'ticketed'];

/**
 * Makes checksums, smallest file first, just ahead of the tickets. A file that the library may have is always read to its
 * end. Others go without a checksum while connections stand idle for want of some: the server makes its own from the stored
 * bytes.
 */
export class HashDesk {
  private readonly waiting = new SizeHeap<UploadItem>();
  private readonly context: EngineContext;
  private readonly twins: TwinDesk;
  private busy = 0;
  private restUntil = Number.NEGATIVE_INFINITY;

  constructor(context: EngineContext, twins: TwinDesk) {
    this.context = context;
    this.twins = twins;
  }

  enqueue(item: UploadItem): void {
    this.waiting.push(item.size, item);
    this.pump();
  }

  pump(): void {
    const { list, deps } = this.context;
    if (this.waiting.length > 0 && this.starvesTheLine()) this.restUntil = deps.clock.now() + restMs;
    const ahead = this.rests() ? mostAheadAtRest : mostAhead;
    while (
      this.context.mayWork() &&
      this.busy < lanes &&
      list.count('comparing') + list.count('hashed') < ahead
    ) {
      const item = this.waiting.pop();
      if (item === undefined) return;
      if (item.state.name === 'waiting') this.begin(item);
    }
  }

  private rests(): boolean {
    const { clock, limits } = this.context.deps;
    return limits.hashUpToBytes !== Number.POSITIVE_INFINITY && clock.now() < this.restUntil;
  }

  private starvesTheLine(): boolean {
    const { list, connections } = this.context;
    const isFed = feeding.some((name) => list.count(name) > 0);
    return !isFed && connections.idle > 0 && list.movesForMs > starvedAfterMs;
  }

  private begin(item: UploadItem): void {
    const { list, deps } = this.context;
    const run = new AbortController();
    item.run = run;
    const mayGoWithout = item.size > deps.limits.hashUpToBytes || this.rests();
    if (item.sha256 !== null || (mayGoWithout && !this.mustCompare(item))) {
      this.pass(item);
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
      if (this.mustCompare(item)) await this.hashOthers(item, signal);
      if (signal.aborted) return;
      this.pass(item);
    } catch (error) {
      if (signal.aborted) return;
      list.move(item, failedState(reasonOf(error)));
    }
  }

  private mustCompare(item: UploadItem): boolean {
    return !item.isCompared && this.context.maybeKnown(item) === true;
  }

  private pass(item: UploadItem): void {
    const compares = item.sha256 !== null && this.mustCompare(item);
    if (!compares) item.isCompared = true;
    this.context.list.move(item, { name: compares ? 'comparing' : 'hashed' });
    this.context.proceed(item);
  }

  // A file of the same size that came earlier may have gone without a checksum, and is compared with now.
  private async hashOthers(item: UploadItem, signal: AbortSignal): Promise<void> {
    for (const other of this.twins.takeUnread(item.size)) {
      const sha256 = await openSource(other)
        .then((body) => this.context.deps.hashFile(body, signal))
        .catch(() => null);
      other.sha256 ??= sha256;
      this.twins.note(other);
    }
  }
}
