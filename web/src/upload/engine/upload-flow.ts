import { AbandonDesk } from './abandon-desk.ts';
import { CommitDesk } from './commit-desk.ts';
import type { EngineContext } from './engine-context.ts';
import { FrontDesk } from './front-desk.ts';
import { HashDesk } from './hash-desk.ts';
import type { KnownFiles } from './known-files.ts';
import { sendItem } from './send-item.ts';
import { TicketDesk } from './ticket-desk.ts';
import { TwinDesk } from './twin-desk.ts';
import type { UploadItem } from './upload-item.ts';
import type { UploadSource } from './upload-source.ts';
import type { UploadState } from './upload-state.ts';

/** A file that has become a picture. Its source is still at hand, for a preview. */
export interface Arrival {
  readonly id: string;
  readonly pictureId: string;
  readonly albumId: string;
  readonly name: string;
  readonly contentType: string;
  readonly source: UploadSource;
}

/** Leads each file from desk to desk, and takes it off them when it is paused or cancelled. */
export class UploadFlow {
  private readonly context: EngineContext;
  private readonly front: FrontDesk;
  private readonly hashes: HashDesk;
  private readonly twins: TwinDesk;
  private readonly tickets: TicketDesk;
  private readonly commits: CommitDesk;
  private readonly abandons: AbandonDesk;
  private readonly sending: Map<UploadItem, Promise<void>> = new Map();
  private readonly onArrival: (arrival: Arrival) => void;
  private readonly known: KnownFiles;

  constructor(context: EngineContext, known: KnownFiles, onArrival: (arrival: Arrival) => void) {
    this.context = context;
    this.onArrival = onArrival;
    this.known = known;
    this.twins = new TwinDesk(context);
    this.hashes = new HashDesk(context, this.twins);
    this.front = new FrontDesk(context, (item) => {
      this.hashes.enqueue(item);
      context.checkRoomSoon();
    });
    this.tickets = new TicketDesk(context);
    this.commits = new CommitDesk(context);
    this.abandons = new AbandonDesk(context);
  }

  /** Gives a file its next piece of work by the state it is in. */
  proceed(item: UploadItem): void {
    switch (item.state.name) {
      case 'waiting':
        this.front.enqueue(item);
        break;
      case 'comparing':
        this.twins.enqueue(item);
        this.hashes.pump();
        break;
      case 'known':
        this.known.settle(item);
        break;
      case 'hashed':
        this.twins.note(item);
        this.tickets.enqueue(item);
        this.hashes.pump();
        break;
      case 'ticketed':
        this.send(item);
        break;
      case 'stored':
        this.commits.enqueue(item);
        break;
      case 'done':
        if (item.source !== null) {
          const { id, album, name, contentType, source, state } = item;
          this.onArrival({ id, pictureId: state.pictureId, albumId: album.id, name, contentType, source });
        }
        this.release(item);
        break;
    }
  }

  pump(): void {
    this.commits.pump();
    this.tickets.pump();
    this.twins.pump();
    this.hashes.pump();
    this.front.pump();
  }

  /** The largest file that the server takes, in bytes; null until it is known. */
  get largestFileBytes(): number | null {
    return this.front.largestFileBytes;
  }

  maybeKnown(item: UploadItem): boolean | null {
    return this.front.maybeKnown(item);
  }

  /** Another upload begins: the library may have changed since the last one. */
  forget(): void {
    this.front.forget();
    this.twins.forget();
  }

  /** Takes a file off its desk until it is told to go on. Bytes that have gone need no pause. */
  hold(item: UploadItem, by: 'person' | 'offline'): void {
    const { name } = item.state;
    if (!pausable.has(name)) return;
    item.run?.abort();
    this.context.list.setSent(item, item.plan?.storedBytes ?? 0);
    this.context.list.move(item, { name: 'paused', by });
  }

  /** Lets a paused, failed, refused or found file go on from where it was. */
  goOn(item: UploadItem): void {
    this.context.list.move(item, this.nextState(item));
    this.context.remember(item);
    this.proceed(item);
  }

  /** Ends a file for good and gives its ticket back. */
  cancel(item: UploadItem): void {
    item.run?.abort();
    this.context.list.move(item, { name: 'cancelled' });
    if (item.ticket !== null) this.abandons.enqueue([item.ticket.id]);
    this.release(item);
  }

  abandon(ticketIds: readonly string[]): void {
    this.abandons.enqueue(ticketIds);
  }

  private nextState(item: UploadItem): UploadState {
    if (!item.isVerified) return { name: 'waiting' };
    if (item.ticket !== null) return { name: 'ticketed' };
    const mayBeHashed = item.state.name === 'paused' || item.state.name === 'failed';
    return item.sha256 !== null && item.isCompared && mayBeHashed ? { name: 'hashed' } : { name: 'waiting' };
  }

  private send(item: UploadItem): void {
    const run = new AbortController();
    item.run = run;
    // The transfer that was aborted for a pause may still be ending: two at once would send the same parts twice.
    const before = this.sending.get(item) ?? Promise.resolve();
    const sent = before.then(() => {
      if (!run.signal.aborted) return sendItem(this.context, item, run.signal);
    });
    this.sending.set(item, sent);
    void sent.finally(() => {
      if (this.sending.get(item) === sent) this.sending.delete(item);
    });
  }

  // Of twenty thousand finished files only the rows stay.
  private release(item: UploadItem): void {
    item.source = null;
    item.ticket = null;
    item.plan = null;
    item.run = null;
    this.context.remember(item);
  }
}

const pausable: ReadonlySet<string> = new Set([
  'waiting',
  'hashing',
  'comparing',
  'hashed',
  'ticketing',
  'ticketed',
  'uploading',
]);
