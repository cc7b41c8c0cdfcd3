import type { EngineContext } from './engine-context.ts';
import { patientCall } from './patient-call.ts';
import { SizeHeap } from './size-heap.ts';
import {
  batchLimit,
  type RefusalCode,
  type Ticket,
  type TicketAnswer,
  UploadApiError,
} from './upload-api.ts';
import { failedState } from './upload-failure.ts';
import { takeTicket, type UploadItem } from './upload-item.ts';
import type { FailureReason, RefusalReason, UploadState } from './upload-state.ts';

/** Parts signed with a new ticket. A hundred tickets with ten each stay within the thousand of one answer. */
export const partsWithTicket = 10;

// Tickets are asked for about a minute ahead: URLs that lie about expire, and their space is kept from other files.
const aheadMs = 60_000;
const leastAheadBytes = 96 * 2 ** 20;
const mostAheadBytes = 2 ** 30;
const mostAheadFiles = 50;

/** Asks for tickets in batches of one album, smallest file first, just ahead of need. */
export class TicketDesk {
  private readonly ready: Map<string, SizeHeap<UploadItem>> = new Map();
  private readonly context: EngineContext;
  private asking = false;

  constructor(context: EngineContext) {
    this.context = context;
  }

  enqueue(item: UploadItem): void {
    let heap = this.ready.get(item.album.id);
    if (heap === undefined) {
      heap = new SizeHeap();
      this.ready.set(item.album.id, heap);
    }
    heap.push(item.size, item);
    this.pump();
  }

  pump(): void {
    if (this.asking || !this.context.mayWork() || !this.needsMore()) return;
    const batch = this.takeBatch();
    if (batch.length === 0) return;
    this.asking = true;
    for (const item of batch) this.context.list.move(item, { name: 'ticketing' });
    void this.ask(batch).finally(() => {
      this.asking = false;
      this.context.pump();
    });
  }

  private needsMore(): boolean {
    const { list, connections } = this.context;
    if (list.count('ticketed') >= mostAheadFiles) return false;
    return connections.idle > 0 || list.owedBytes < this.aheadBytes() / 2;
  }

  private aheadBytes(): number {
    const inAMinute = (this.context.list.bytesPerSecond * aheadMs) / 1000;
    return Math.min(mostAheadBytes, Math.max(leastAheadBytes, inAMinute));
  }

  private takeBatch(): UploadItem[] {
    const heap = this.smallestAlbum();
    const batch: UploadItem[] = [];
    let bytes = this.context.list.owedBytes;
    while (heap !== undefined && batch.length < batchLimit) {
      const item = heap.peek();
      if (item === undefined) break;
      if (item.state.name !== 'hashed') {
        heap.pop();
        continue;
      }
      if (batch.length > 0 && bytes + item.size > this.aheadBytes()) break;
      heap.pop();
      batch.push(item);
      bytes += item.size;
    }
    return batch;
  }

  private smallestAlbum(): SizeHeap<UploadItem> | undefined {
    let best: { heap: SizeHeap<UploadItem>; size: number } | undefined;
    for (const [albumId, heap] of this.ready) {
      // What was paused, cancelled or refused meanwhile is still in the heap.
      while (heap.length > 0 && heap.peek()?.state.name !== 'hashed') heap.pop();
      const size = heap.peek()?.size;
      if (size === undefined) this.ready.delete(albumId);
      else if (best === undefined || size < best.size) best = { heap, size };
    }
    return best?.heap;
  }

  private async ask(batch: readonly UploadItem[]): Promise<void> {
    const albumId = batch[0]?.album.id ?? '';
    let answerLost = false;
    try {
      const answers = await patientCall(this.context, async () => {
        // A request whose answer was lost may have been carried out: its tickets hold space and are ours to use.
        const granted = answerLost ? await this.grantedBefore() : new Map<string, Ticket>();
        answerLost = true;
        return this.request(albumId, batch, granted);
      });
      for (const item of batch) this.settle(item, answers.get(item.id));
    } catch (error) {
      const code = error instanceof UploadApiError ? error.code : 'SERVER';
      for (const item of batch) {
        if (code === 'UNAUTHENTICATED') this.giveBack(item);
        else this.fail(item, code === 'NOT_FOUND' ? 'album-gone' : 'server-failing');
      }
    }
  }

  private async grantedBefore(): Promise<Map<string, Ticket>> {
    const pending = await this.context.deps.api.pendingUploads(partsWithTicket);
    return new Map(
      pending.flatMap((ticket) => (ticket.clientRef === null ? [] : [[ticket.clientRef, ticket]])),
    );
  }

  private async request(
    albumId: string,
    batch: readonly UploadItem[],
    granted: ReadonlyMap<string, Ticket>,
  ): Promise<Map<string, TicketAnswer>> {
    const answers = new Map<string, TicketAnswer>();
    for (const item of batch) {
      const ticket = granted.get(item.id);
      if (ticket !== undefined) answers.set(item.id, { kind: 'ticket', ticket });
    }
    const left = batch.filter((item) => !answers.has(item.id));
    if (left.length === 0) return answers;
    const files = left.map((item) => ({
      clientRef: item.id,
      filename: item.name,
      contentType: item.contentType,
      byteSize: item.size,
      sha256: item.sha256,
      takenAt: item.source?.takenAt?.toISOString() ?? null,
    }));
    const results = await this.context.deps.api.requestUploads(albumId, files, partsWithTicket);
    left.forEach((item, index) => {
      const answer = results[index];
      if (answer !== undefined) answers.set(item.id, answer);
    });
    return answers;
  }

  private settle(item: UploadItem, answer: TicketAnswer | undefined): void {
    const { list } = this.context;
    if (answer?.kind !== 'ticket') {
      if (answer === undefined) this.fail(item, 'server-failing');
      else if (isAsking(item)) list.move(item, refusedBy(answer.code));
      this.context.remember(item);
      return;
    }
    if (item.state.name === 'cancelled') {
      this.context.abandon([answer.ticket.id]);
      return;
    }
    takeTicket(item, answer.ticket, this.context.deps.clock.now());
    this.context.remember(item);
    // A file paused while its ticket was asked for keeps the ticket and stays paused.
    if (!isAsking(item)) return;
    if (item.state.name === 'hashed') list.move(item, { name: 'ticketing' });
    list.move(item, { name: 'ticketed' });
    this.context.proceed(item);
  }

  private giveBack(item: UploadItem): void {
    if (item.state.name !== 'ticketing') return;
    this.context.list.move(item, { name: 'hashed' });
    this.context.proceed(item);
  }

  private fail(item: UploadItem, reason: FailureReason): void {
    if (!isAsking(item)) return;
    this.context.list.move(item, failedState(reason));
  }
}

// One that was paused and resumed while the answer was on its way stands as hashed again.
function isAsking(item: UploadItem): boolean {
  return item.state.name === 'ticketing' || item.state.name === 'hashed';
}

const refusals: Partial<Record<RefusalCode, RefusalReason>> = {
  UNSUPPORTED_TYPE: 'unsupported-type',
  EMPTY_FILE: 'empty-file',
  TOO_LARGE: 'too-large',
  QUOTA_EXCEEDED: 'over-quota',
  INVALID_FILENAME: 'invalid-name',
};

function refusedBy(code: RefusalCode): UploadState {
  const reason = refusals[code];
  if (reason !== undefined) return { name: 'refused', reason };
  return failedState(code === 'ALBUM_NOT_FOUND' ? 'album-gone' : 'server-failing');
}
