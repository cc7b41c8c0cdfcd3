import type { EngineContext } from './engine-context.ts';
import { openSource } from './open-source.ts';
import { SizeHeap } from './size-heap.ts';
import type { TwinDesk } from './twin-desk.ts';
import { failedState, reasonOf, UploadFailure } from './upload-failure.ts';
import { forgetTransfer, type UploadItem } from './upload-item.ts';
import type { StateName } from './upload-state.ts';

// One file is read from the disk while another is hashed; more would only fight for the same core.
const lanes = 2;
// Enough to fill the next requests for tickets; hashing further ahead would take the disk from the transfers.
const mostAhead = 250;
const mostBytesAhead = 64 * 2 ** 20;

// On a line that is fast for the processor a checksum for every file would make the upload last longer than it need.
const fastBytesPerSecond = 24 * 2 ** 20;
const restMs = 3_000;
// A shorter time tells little of the line.
const dearAfterMs = 1_500;
// Hashing has had its chance then, and each connection that waits for it longer is time lost.
const starvedAfterMs = 250;
const mostAheadAtRest = 60;

// A smaller file is sent in one piece, of which nothing is left to be mixed with another file's.
const endsFromBytes = 16 * 2 ** 20;
const endBytes = 64 * 2 ** 10;

const feeding: readonly StateName[] = ['comparing', 'hashed', 'ticketing', 'ticketed'];

/**
 * Makes checksums, smallest file first, just ahead of the tickets. A file that the library may have is always read to its
 * end. Others go without a checksum while the line is fast, or connections stand idle for want of some: the server makes its
 * own from the stored bytes.
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
    if (this.waiting.length > 0 && (this.starvesTheLine() || this.isDear()))
      this.restUntil = deps.clock.now() + restMs;
    const ahead = this.rests() ? mostAheadAtRest : mostAhead;
    while (
      this.context.mayWork() &&
      this.busy < lanes &&
      list.count('comparing') + list.count('hashed') < ahead &&
      (list.bytesAhead < mostBytesAhead || this.rests())
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

  private isDear(): boolean {
    const { list } = this.context;
    return list.movesForMs > dearAfterMs && list.bytesPerSecond > fastBytesPerSecond;
  }

  private begin(item: UploadItem): void {
    const { list } = this.context;
    const run = new AbortController();
    item.run = run;
    if (item.isVerified && !this.wantsWhole(item) && !wantsEnds(item)) {
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
    const { list } = this.context;
    try {
      const body = await openSource(item);
      const isSame = item.isVerified || (await this.isSame(item, body, signal));
      if (isSame && this.wantsWhole(item)) item.sha256 = await this.digest(body, signal);
      else if (isSame && wantsEnds(item)) item.ends = await this.digest(endsOf(body), signal);
      if (isSame && this.mustCompare(item)) await this.hashOthers(item, signal);
      if (signal.aborted) return;
      item.isVerified = true;
      if (isSame) this.pass(item);
      else this.beginAnew(item);
    } catch (error) {
      if (signal.aborted) return;
      list.move(item, failedState(reasonOf(error)));
    }
  }

  private digest(body: Blob, signal: AbortSignal): Promise<string | null> {
    return this.context.deps.hashFile(body, signal).catch((cause: unknown) => {
      throw new UploadFailure('file-unreadable', { cause });
    });
  }

  // Name, size and date may be those of another file: its parts must not be mixed with what the store holds.
  private async isSame(item: UploadItem, body: Blob, signal: AbortSignal): Promise<boolean> {
    const found = await this.digest(item.sha256 === null ? endsOf(body) : body, signal);
    return found === null || found === (item.sha256 ?? item.ends);
  }

  private beginAnew(item: UploadItem): void {
    if (item.ticket !== null) this.context.abandon([item.ticket.id]);
    forgetTransfer(item);
    item.isCompared = false;
    this.context.list.setSent(item, 0);
    this.context.list.move(item, { name: 'waiting' });
    this.context.remember(item);
    this.context.proceed(item);
  }

  private wantsWhole(item: UploadItem): boolean {
    if (item.sha256 !== null || item.ticket !== null) return false;
    const mayGoWithout = item.size > this.context.deps.limits.hashUpToBytes || this.rests();
    return !mayGoWithout || this.mustCompare(item);
  }

  private mustCompare(item: UploadItem): boolean {
    return !item.isCompared && this.context.maybeKnown(item) === true;
  }

  private pass(item: UploadItem): void {
    if (item.ticket !== null) {
      this.context.list.move(item, { name: 'ticketed' });
      this.context.proceed(item);
      return;
    }
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

function wantsEnds(item: UploadItem): boolean {
  return item.size >= endsFromBytes && item.sha256 === null && item.ends === null && item.ticket === null;
}

function endsOf(body: Blob): Blob {
  return new Blob([body.slice(0, endBytes), body.slice(-endBytes)]);
}
