import type { EngineContext } from './engine-context.ts';
import { Gathering } from './gathering.ts';
import { patientCall } from './patient-call.ts';
import { startOver } from './send-item.ts';
import { batchLimit, type CommitAnswer, UploadApiError } from './upload-api.ts';
import { failedState } from './upload-failure.ts';
import { forgetTransfer, type UploadItem } from './upload-item.ts';
import type { FailureReason } from './upload-state.ts';

// Long enough for small files to gather, short enough for the grid to fill as they arrive.
const gatherMs = 400;
const gatherFiles = 50;
const mostReturns = 3;

/** Tells the server in batches which files have arrived. */
export class CommitDesk {
  private readonly stored: Set<UploadItem> = new Set();
  private readonly context: EngineContext;
  private readonly gathering: Gathering;
  private asking = false;

  constructor(context: EngineContext) {
    this.context = context;
    this.gathering = new Gathering(context.deps.clock, gatherMs, () => this.pump());
  }

  enqueue(item: UploadItem): void {
    this.stored.add(item);
    this.pump();
  }

  pump(): void {
    if (this.asking || this.stored.size === 0 || !this.context.mayAsk()) return;
    const mayGather = this.stored.size < gatherFiles && this.context.list.count('uploading') > 0;
    if (mayGather && this.gathering.isEarly()) return;
    this.begin();
  }

  private begin(): void {
    this.gathering.begin();
    const batch: UploadItem[] = [];
    for (const item of this.stored) {
      if (batch.length === batchLimit) break;
      this.stored.delete(item);
      if (item.state.name === 'stored') batch.push(item);
    }
    if (batch.length === 0) return;
    this.asking = true;
    for (const item of batch) this.context.list.move(item, { name: 'committing' });
    void this.ask(batch).finally(() => {
      this.asking = false;
      this.gathering.end();
      this.context.pump();
    });
  }

  private async ask(batch: readonly UploadItem[]): Promise<void> {
    const ticketIds = batch.flatMap((item) => (item.ticket === null ? [] : [item.ticket.id]));
    try {
      const answers = await patientCall(this.context, () => this.context.deps.api.commitUploads(ticketIds));
      const byTicket = new Map(answers.map((answer) => [answer.ticketId, answer]));
      for (const item of batch) this.settle(item, byTicket.get(item.ticket?.id ?? ''));
    } catch (error) {
      const isSignedOut = error instanceof UploadApiError && error.code === 'UNAUTHENTICATED';
      for (const item of batch) {
        // The bytes are stored: nothing is lost, and the same commit may be repeated at any time.
        if (isSignedOut) this.comeBack(item);
        else this.fail(item, 'server-failing');
      }
    }
  }

  private settle(item: UploadItem, answer: CommitAnswer | undefined): void {
    const { list } = this.context;
    if (answer?.kind === 'committed') {
      list.move(item, { name: 'done', pictureId: answer.pictureId });
      this.context.proceed(item);
      return;
    }
    switch (answer?.code) {
      case 'NOT_UPLOADED':
        this.sendAgain(item);
        return;
      case 'TICKET_NOT_FOUND':
      case 'TICKET_EXPIRED':
        startOver(this.context, item);
        return;
      case 'ALBUM_NOT_FOUND':
        this.fail(item, 'album-gone');
        return;
      case 'SIZE_MISMATCH':
      case 'CHECKSUM_MISMATCH':
        this.readAgain(item);
        return;
      default:
        this.fail(item, 'server-failing');
    }
  }

  private sendAgain(item: UploadItem): void {
    const { list } = this.context;
    item.returns += 1;
    if (item.returns > 1) {
      // Sent twice and still not there: the store has forgotten the ticket's upload, and only a new one helps.
      if (item.ticket !== null) this.context.abandon([item.ticket.id]);
      startOver(this.context, item);
      return;
    }
    list.setSent(item, 0);
    // Its URL has been used, so the sender must not try it before asking for another.
    item.ticketAt = Number.NEGATIVE_INFINITY;
    item.plan?.forget();
    list.move(item, { name: 'ticketed' });
    this.context.proceed(item);
  }

  // What was stored is not what was read: damaged on the way, or changed on the disk in between.
  private readAgain(item: UploadItem): void {
    const { list } = this.context;
    item.returns += 1;
    if (item.returns > mostReturns) {
      this.fail(item, 'file-changed');
      return;
    }
    if (item.ticket !== null) this.context.abandon([item.ticket.id]);
    forgetTransfer(item);
    list.setSent(item, 0);
    list.move(item, { name: 'waiting' });
    this.context.proceed(item);
  }

  private comeBack(item: UploadItem): void {
    this.context.list.move(item, { name: 'stored' });
    this.stored.add(item);
  }

  private fail(item: UploadItem, reason: FailureReason): void {
    this.context.list.move(item, failedState(reason));
  }
}
