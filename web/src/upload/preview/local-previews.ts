import { systemClock } from '../engine/clock.ts';
import { Pace } from '../engine/pace.ts';
import type { UploadEngine } from '../engine/upload-engine.ts';
import type { Arrival } from '../engine/upload-flow.ts';
import type { UploadSource } from '../engine/upload-source.ts';
import type { StateName } from '../engine/upload-state.ts';
import { PreviewCache } from './preview-cache.ts';

/** A file on its way, or just arrived, as a grid can show it before the server has a thumbnail. */
export interface LocalPreview {
  readonly key: string;
  readonly albumId: string;
  readonly filename: string;
  readonly kind: 'IMAGE' | 'VIDEO';
  /** Null while it is made, and where this browser cannot show the file. */
  readonly url: string | null;
  /** Pixels of the preview, upright. */
  readonly width: number | null;
  readonly height: number | null;
  /** From 0 to 1. */
  readonly progress: number;
  readonly state: 'waiting' | 'uploading' | 'stored';
  readonly pictureId: string | null;
  /** Milliseconds since the epoch. */
  readonly addedAt: number;
}

const tellEveryMs = 250;
// Past that nobody looks at single tiles, and making them would slow the upload.
const mostWaiting = 60;
const mostArrived = 60;
// Then a few tell that something happens, and what is shown changes seldom: every tile that comes or goes is a piece of work
// for the page and garbage afterwards.
const mostOfMany = 12;
const tellOfManyMs = 2_000;
// More than the page's lists take of many.
const mostListed = 200;

const waitingStates = ['waiting', 'hashing', 'hashed', 'ticketing', 'ticketed', 'paused'] as const;

/** The previews of the page's uploads, at most a screenful or two. */
class LocalPreviews {
  readonly cache = new PreviewCache();
  private engine: UploadEngine | null = null;
  private list: readonly LocalPreview[] = [];
  private readonly addedAt: Map<string, number> = new Map();
  private readonly arrived: Map<string, Arrival> = new Map();
  private readonly listeners: Set<() => void> = new Set();
  private isDue = false;
  private arrivedOfMany = 0;
  private readonly refreshing = new Pace(systemClock, () => this.refresh());

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    this.refreshSoon();
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): readonly LocalPreview[] => this.list;

  /** Follows an engine until the answer is called. */
  follow(engine: UploadEngine): () => void {
    this.engine = engine;
    this.cache.isBusy = () => engine.list.count('uploading') > 0;
    const stops = [
      engine.list.subscribe(() => this.refreshSoon()),
      engine.onArrival((arrival) => this.keepArrival(arrival)),
      this.cache.subscribe(() => this.refreshSoon()),
    ];
    return () => {
      for (const stop of stops) stop();
      this.engine = null;
      this.arrived.clear();
      this.refresh();
    };
  }

  /** The bytes of a file that is on its way or has just arrived; null where they are not at hand. */
  sourceOf(key: string): UploadSource | null {
    return this.engine?.list.get(key)?.source ?? this.arrived.get(key)?.source ?? null;
  }

  /** The grid shows the server's thumbnail now. */
  release(key: string): void {
    if (this.arrived.delete(key)) this.refreshSoon();
  }

  private keepArrival(arrival: Arrival): void {
    this.arrived.set(arrival.id, arrival);
    for (const key of this.arrived.keys()) {
      if (this.arrived.size <= mostArrived) break;
      this.arrived.delete(key);
    }
    this.arrivedOfMany = this.areMany() ? this.arrivedOfMany + 1 : 0;
    if (this.arrivedOfMany > mostListed) return;
    // The server's picture may be drawn next: until the two are known to be one, the file would stand there twice.
    if (this.isDue) return;
    this.isDue = true;
    queueMicrotask(() => {
      this.isDue = false;
      this.refresh();
    });
  }

  private refreshSoon(): void {
    this.refreshing.soon(this.areMany() ? tellOfManyMs : tellEveryMs);
  }

  private refresh(): void {
    // Where nobody looks nothing is made.
    if (this.listeners.size === 0) return;
    const next = [...this.onTheWay(), ...this.justArrived()];
    const keys = new Set(next.map((preview) => preview.key));
    for (const key of this.addedAt.keys()) {
      if (keys.has(key)) continue;
      this.addedAt.delete(key);
      this.cache.letGo(key);
      this.cache.unwant(key);
    }
    if (next.length === 0 && this.list.length === 0) return;
    this.list = next;
    for (const listener of this.listeners) listener();
  }

  private onTheWay(): LocalPreview[] {
    const { engine } = this;
    if (engine === null) return [];
    const active = engine.list.rowsOf('active');
    const rows = this.areMany() ? active.slice(0, mostOfMany) : [...active, ...engine.list.rowsOf('queued')];
    return rows.map((row) => ({
      ...this.pictured(row.id, row.contentType),
      albumId: row.album.id,
      filename: row.name,
      progress: row.sent / row.size,
      state: shownState(row.state.name),
      pictureId: null,
    }));
  }

  private justArrived(): LocalPreview[] {
    const arrived = [...this.arrived.values()].slice(this.areMany() ? -mostOfMany : 0);
    return arrived.map((arrival) => ({
      ...this.pictured(arrival.id, arrival.contentType),
      albumId: arrival.albumId,
      filename: arrival.name,
      progress: 1,
      state: 'stored',
      pictureId: arrival.pictureId,
    }));
  }

  private areMany(): boolean {
    const { engine } = this;
    return (
      engine !== null && waitingStates.reduce((sum, name) => sum + engine.list.count(name), 0) > mostWaiting
    );
  }

  private pictured(key: string, contentType: string) {
    const made = this.cache.get(key);
    const source = this.sourceOf(key);
    if (made === undefined && source !== null) this.cache.want(key, source, contentType);
    this.cache.hold(key);
    const addedAt = this.addedAt.get(key) ?? Date.now();
    this.addedAt.set(key, addedAt);
    const kind: LocalPreview['kind'] = contentType.startsWith('video/') ? 'VIDEO' : 'IMAGE';
    const { url, width, height } = made ?? { url: null, width: null, height: null };
    return { key, kind, url, width, height, addedAt };
  }
}

function shownState(name: StateName): LocalPreview['state'] {
  if (name === 'uploading') return 'uploading';
  return name === 'stored' || name === 'committing' ? 'stored' : 'waiting';
}

/** One for the page: the grid and the tray share what is made. */
export const localPreviews = new LocalPreviews();
