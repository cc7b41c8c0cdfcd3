import type { EngineContext } from './engine-context.ts';
import { Gathering } from './gathering.ts';
import { pictureOf } from './known-files.ts';
import { patientCall } from './patient-call.ts';
import { batchLimit, type KnownPicture, UploadApiError } from './upload-api.ts';
import type { UploadItem } from './upload-item.ts';
import type { StateName } from './upload-state.ts';

// Small files are read many times faster than they are sent.
const gatherMs = 400;
const gatherFiles = 50;

/** Compares checksums with the library and with this upload: what has a twin waits for the person's word. */
export class TwinDesk {
  private readonly waiting: Set<UploadItem> = new Set();
  /** Files that go their way, by checksum. */
  private readonly firsts: Map<string, UploadItem> = new Map();
  /** The same of those that go without a checksum, by size. */
  private readonly unread: Map<number, Set<UploadItem>> = new Map();
  private readonly context: EngineContext;
  private readonly gathering: Gathering;
  private asking = false;

  constructor(context: EngineContext) {
    this.context = context;
    this.gathering = new Gathering(context.deps.clock, gatherMs, () => this.pump());
  }

  enqueue(item: UploadItem): void {
    this.waiting.add(item);
    this.pump();
  }

  /** A file goes its way: later ones of the same bytes are its twins. */
  note(item: UploadItem): void {
    if (item.sha256 === null) {
      const alike = this.unread.get(item.size) ?? new Set();
      this.unread.set(item.size, alike.add(item));
    } else if (this.twinHere(item) === undefined) {
      this.firsts.set(item.sha256, item);
    }
  }

  /** Files of this size that go their way without a checksum, to be read now and noted again. */
  takeUnread(size: number): readonly UploadItem[] {
    const alike = [...(this.unread.get(size) ?? [])];
    this.unread.delete(size);
    return alike.filter((item) => item.source !== null && !stayed.has(item.state.name));
  }

  /** Another upload begins: what has arrived is the library's to know. */
  forget(): void {
    this.firsts.clear();
    this.unread.clear();
  }

  pump(): void {
    if (this.asking || this.waiting.size === 0 || !this.context.mayAsk()) return;
    const mayGather = this.waiting.size < gatherFiles && this.isFed();
    if (mayGather && this.gathering.isEarly()) return;
    this.gathering.begin();
    const batch: UploadItem[] = [];
    for (const item of this.waiting) {
      if (batch.length === batchLimit) break;
      this.waiting.delete(item);
      if (item.state.name === 'comparing') batch.push(item);
    }
    if (batch.length === 0) return;
    this.asking = true;
    void this.ask(batch).finally(() => {
      this.asking = false;
      this.gathering.end();
      this.context.pump();
    });
  }

  // While others are on their way, nobody waits for these.
  private isFed(): boolean {
    const { list } = this.context;
    return list.count('hashed') + list.count('ticketed') > 0;
  }

  private async ask(batch: readonly UploadItem[]): Promise<void> {
    try {
      const hashes = batch.map((item) => item.sha256 ?? '');
      const pictures = await patientCall(this.context, () => this.context.deps.api.picturesByHash(hashes));
      batch.forEach((item, index) => {
        this.settle(item, pictures[index] ?? null);
      });
    } catch (error) {
      const isSignedOut = error instanceof UploadApiError && error.code === 'UNAUTHENTICATED';
      for (const item of batch) {
        if (isSignedOut) this.waiting.add(item);
        else this.settle(item, null);
      }
    }
  }

  private settle(item: UploadItem, picture: KnownPicture | null): void {
    if (item.state.name !== 'comparing') return;
    const { list } = this.context;
    const twin = picture === null ? this.twinHere(item) : undefined;
    if (picture === null && twin === undefined) {
      item.isCompared = true;
      list.move(item, { name: 'hashed' });
      this.context.checkRoomSoon();
    } else {
      list.move(item, { name: 'known', picture: picture ?? pictureOf(twin) });
    }
    this.context.proceed(item);
  }

  // The one of several that is compared first is sent; the others are its twins for as long as it is on its way.
  private twinHere(item: UploadItem): UploadItem | undefined {
    const first = this.firsts.get(item.sha256 ?? '');
    return first === undefined || first === item || stayed.has(first.state.name) ? undefined : first;
  }
}

// They were not sent, and perhaps never will be.
const stayed: ReadonlySet<StateName> = new Set([
  'known',
  'duplicate',
  'missing',
  'refused',
  'failed',
  'cancelled',
]);
