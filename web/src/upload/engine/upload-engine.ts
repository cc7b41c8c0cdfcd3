import { RoomCheck } from './check-room.ts';
import type { EngineContext, EngineDeps } from './engine-context.ts';
import { contentTypeOf } from './file-kind.ts';
import { type Halt, Halts } from './halts.ts';
import { judgeFile } from './judge-file.ts';
import { KnownFiles, pictureOf } from './known-files.ts';
import { Line, mostConnections } from './line.ts';
import { MissingFiles } from './missing-files.ts';
import { Naps } from './naps.ts';
import { RecordKeeper } from './record-keeper.ts';
import { restoreUploads } from './restore-uploads.ts';
import { Turns } from './turns.ts';
import { type Arrival, UploadFlow } from './upload-flow.ts';
import {
  isHeldOffline,
  isSending,
  itemFromSource,
  itemIsOver,
  placeOf,
  type UploadAlbum,
  type UploadItem,
} from './upload-item.ts';
import { UploadList, type UploadTotals } from './upload-list.ts';
import type { UploadSource } from './upload-source.ts';
import { groupOf, type UploadState } from './upload-state.ts';

// A page stands still for a moment with every file that it opens: so many are ready for the next connections, not hundreds.
const mostOpenings = mostConnections;

export interface UploadStatus extends UploadTotals {
  readonly halt: Halt | null;
  /** Whether bytes are on their way, or stored ones are not yet in the album: closing the page now would cost something. */
  readonly isMoving: boolean;
  /** The largest file that the server takes, in bytes; null until it is known. */
  readonly largestFileBytes: number | null;
}

/** Takes files to the store and tells the server: queue, tickets, transfers, commits, resume. Knows no page. */
export class UploadEngine {
  readonly list: UploadList;
  /** Files that are there already, and what the person says about them. */
  readonly known: KnownFiles;
  private readonly context: EngineContext;
  private readonly flow: UploadFlow;
  private readonly keeper: RecordKeeper;
  private readonly room: RoomCheck;
  private readonly lifetime = new AbortController();
  private readonly halts: Halts;
  private readonly here: Map<string, UploadItem> = new Map();
  private readonly missing = new MissingFiles();
  private readonly arrivalListeners: Set<(arrival: Arrival) => void> = new Set();
  private cachedStatus: UploadStatus | null = null;

  constructor(deps: EngineDeps) {
    const list = new UploadList(deps.clock);
    const connections = new Turns(mostConnections);
    this.list = list;
    this.halts = new Halts(deps.network, this.lifetime.signal);
    this.keeper = new RecordKeeper(deps.records, deps.clock);
    this.context = {
      deps,
      list,
      connections,
      openings: new Turns(mostOpenings),
      line: new Line(deps.clock, deps.random, connections, () => list.touch()),
      naps: new Naps(deps.clock),
      signal: this.lifetime.signal,
      mayWork: () => this.halts.mayWork,
      mayAsk: () => this.halts.mayAsk,
      maybeKnown: (item) => this.flow.maybeKnown(item),
      checkRoomSoon: () => this.room.soon(),
      proceed: (item) => this.flow.proceed(item),
      pump: () => this.flow.pump(),
      signedOut: () => this.setSignedOut(true),
      serverAnswers: (answers) => {
        if (this.halts.serverIsAway !== answers) return;
        this.halts.serverIsAway = !answers;
        list.touch();
      },
      abandon: (ids) => this.flow.abandon(ids),
      remember: (item) => this.keeper.note(item),
    };
    this.known = new KnownFiles(this.context, (item) => this.flow.goOn(item));
    this.flow = new UploadFlow(this.context, this.known, (arrival) => {
      for (const listener of this.arrivalListeners) listener(arrival);
    });
    // The first listener of all, so that the others read what is new.
    list.subscribe(() => {
      this.cachedStatus = null;
    });
    this.room = new RoomCheck(this.context);
    const stop = deps.network.onChange(() => this.networkChanged());
    this.lifetime.signal.addEventListener('abort', stop, { once: true });
    this.networkChanged();
  }

  /** Aborted when the engine ends. */
  get signal(): AbortSignal {
    return this.lifetime.signal;
  }

  /** Takes files for an album; each is judged before a byte moves. What was under way in an earlier page goes on. */
  add(sources: readonly UploadSource[], album: UploadAlbum): void {
    if (!this.list.isBusy && this.list.count('known') === 0) {
      this.clearOver();
      this.known.forget();
      this.flow.forget();
      this.list.hurry();
    }
    for (const source of sources) {
      const left = this.missing.take(source, album.id);
      if (left === undefined) this.addNew(source, album);
      else this.adopt(left, source);
    }
    this.room.soon();
  }

  /** Gives files of an earlier page their bytes back, known by name, size and date. Answers how many were known. */
  adoptAll(sources: readonly UploadSource[]): number {
    let known = 0;
    for (const source of sources) {
      const left = this.missing.take(source, null);
      if (left === undefined) continue;
      this.adopt(left, source);
      known += 1;
    }
    return known;
  }

  /** Lists what earlier pages left unfinished, as `missing`. Rejects where the server cannot be asked. */
  async restore(): Promise<void> {
    for (const item of await restoreUploads(this.context)) {
      if (this.list.get(item.id) !== undefined) continue;
      this.list.add(item);
      this.missing.add(item);
    }
  }

  pause(id: string): void {
    const item = this.list.get(id);
    if (item !== undefined) this.flow.hold(item, 'person');
    this.list.hurry();
  }

  resume(id: string): void {
    const item = this.list.get(id);
    if (item?.state.name === 'paused') this.flow.goOn(item);
    this.list.hurry();
  }

  /** Stops a file for good. One whose commit is under way can no longer be stopped. */
  cancel(id: string): void {
    const item = this.list.get(id);
    if (item === undefined || ['committing', 'done', 'cancelled'].includes(item.state.name)) return;
    this.missing.delete(item);
    this.here.delete(placeOf(item));
    this.flow.cancel(item);
    this.list.hurry();
  }

  /** Takes a file off the list that the person gave up on. */
  takeOff(id: string): void {
    const item = this.list.get(id);
    if (item === undefined || !['failed', 'refused', 'missing'].includes(item.state.name)) return;
    this.cancel(id);
    this.list.remove(item);
  }

  /** Tries a failed or refused file again, or adds one that is there already. */
  retry(id: string): void {
    const item = this.list.get(id);
    if (item === undefined) return;
    const { state } = item;
    if (state.name === 'failed' && state.retryable) {
      item.returns = 0;
      this.flow.goOn(item);
    }
    if (state.name === 'known' || state.name === 'duplicate') this.known.add(item);
    if (state.name === 'refused' && state.reason === 'over-quota') this.flow.goOn(item);
    this.list.hurry();
  }

  pauseAll(): void {
    this.halts.isPaused = true;
    this.context.line.hold(true);
    for (const item of this.list.all()) if (isSending(item)) this.flow.hold(item, 'person');
    this.list.hurry();
  }

  resumeAll(): void {
    this.halts.isPaused = false;
    this.wake();
    for (const item of this.list.all()) if (item.state.name === 'paused') this.flow.goOn(item);
    this.list.hurry();
  }

  cancelAll(): void {
    for (const item of this.list.all()) if (groupOf(item.state.name) !== 'settled') this.cancel(item.id);
    this.halts.isPaused = false;
    this.wake();
  }

  retryAll(): void {
    for (const item of this.list.all()) if (item.state.name === 'failed') this.retry(item.id);
  }

  /** Takes off the list what is over and what the person gave up on. */
  clear(): void {
    for (const item of this.list.all()) if (item.state.name === 'failed') this.cancel(item.id);
    this.clearOver();
    this.list.hurry();
  }

  /** The person has signed in again. */
  signedIn(): void {
    this.setSignedOut(false);
  }

  /** Stops all work for good; what is under way stays resumable. */
  end(): void {
    this.lifetime.abort();
    for (const item of this.list.all()) item.run?.abort();
  }

  /** Calls the listener for every file that has become a picture; the answer ends that. */
  onArrival(listener: (arrival: Arrival) => void): () => void {
    this.arrivalListeners.add(listener);
    return () => this.arrivalListeners.delete(listener);
  }

  /** How everything stands. The same object until listeners of the list are told of a change. */
  snapshot(): UploadStatus {
    this.cachedStatus ??= this.status();
    return this.cachedStatus;
  }

  private status(): UploadStatus {
    const totals = this.list.totals();
    const { uploading, stored, committing } = totals.byState;
    return {
      ...totals,
      halt: this.halts.current(this.context.line.isDown),
      isMoving: uploading + stored + committing > 0,
      largestFileBytes: this.flow.largestFileBytes,
    };
  }

  private addNew(source: UploadSource, album: UploadAlbum): void {
    const contentType = contentTypeOf(source.name, source.type) ?? '';
    const reason = judgeFile(source, this.flow.largestFileBytes);
    const place = placeOf({ ...source, album });
    const state: UploadState =
      reason !== null
        ? { name: 'refused', reason }
        : this.here.has(place)
          ? { name: 'duplicate', picture: pictureOf(this.here.get(place)) }
          : { name: 'waiting' };
    const item = itemFromSource(this.context.deps.newId(), source, contentType, album, state);
    this.list.add(item);
    if (state.name !== 'waiting') return;
    this.here.set(place, item);
    this.context.remember(item);
    this.flow.proceed(item);
  }

  private adopt(item: UploadItem, source: UploadSource): void {
    item.source = source;
    this.here.set(placeOf(item), item);
    this.flow.goOn(item);
  }

  private clearOver(): void {
    for (const item of [...this.list.all()]) {
      if (!itemIsOver(item)) continue;
      this.list.remove(item);
      this.here.delete(placeOf(item));
    }
  }

  private networkChanged(): void {
    if (this.context.deps.network.online()) {
      this.wake();
      for (const item of this.list.all()) if (isHeldOffline(item)) this.flow.goOn(item);
    } else {
      this.context.line.hold(true);
      for (const item of this.list.all()) if (isSending(item)) this.flow.hold(item, 'offline');
    }
    this.list.touch();
  }

  private setSignedOut(isSignedOut: boolean): void {
    if (this.halts.isSignedOut === isSignedOut) return;
    this.halts.isSignedOut = isSignedOut;
    this.wake();
    this.list.touch();
  }

  private wake(): void {
    this.context.line.hold(!this.halts.mayWork);
    this.context.naps.wakeAll();
    this.flow.pump();
  }
}
