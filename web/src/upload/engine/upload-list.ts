import type { Clock } from './clock.ts';
import { Pace } from './pace.ts';
import { RowOrder } from './row-order.ts';
import { Speedometer } from './speedometer.ts';
import { rowOf, type UploadItem, type UploadRow } from './upload-item.ts';
import { busyStates, mayMove, type StateGroup, type StateName, type UploadState } from './upload-state.ts';

/** Everything a tray's head shows, kept as sums so that twenty thousand files cost no more than one. */
export interface UploadTotals {
  readonly files: number;
  readonly byState: Readonly<Record<StateName, number>>;
  readonly bytes: number;
  readonly sentBytes: number;
  /** Bytes a second, over the last seconds. */
  readonly speed: number;
  /** Null while it cannot be told honestly. */
  readonly secondsLeft: number | null;
}

const tellEveryMs = 250;
const filesAMillisecond = 20;
// Of many small files each telling would bring other rows, which nobody can read and the page has to build.
const rowsAMillisecond = 7;
const promptMs = 30;
// Their bytes are not on the way to anywhere, so they would only falsify the percentage.
const uncounted: ReadonlySet<StateName> = new Set(['refused', 'cancelled', 'known', 'duplicate', 'missing']);
const onTheWay: ReadonlySet<StateName> = new Set(['ticketed', 'uploading']);
const unticketed: ReadonlySet<StateName> = new Set([
  'waiting',
  'hashing',
  'comparing',
  'hashed',
  'ticketing',
]);
const read: ReadonlySet<StateName> = new Set(['comparing', 'hashed']);

/** All files of this page with their states and sums; tells its listeners of changes at most four times a second. */
export class UploadList {
  private readonly items: Map<string, UploadItem> = new Map();
  private readonly sizes: Map<number, number> = new Map();
  private readonly counts: Record<StateName, number> = emptyCounts();
  private readonly order = new RowOrder();
  private readonly listeners: Set<() => void> = new Set();
  private readonly speedometer: Speedometer;
  private readonly telling: Pace;
  private bytes = 0;
  private sentBytes = 0;
  /** Bytes that have a ticket and still have to go. */
  private owed = 0;
  private ahead = 0;
  private unticketed = 0;
  private rowsTold = 0;
  private rowsToldAt = Number.NEGATIVE_INFINITY;
  private isHurried = false;

  constructor(clock: Clock) {
    this.speedometer = new Speedometer(clock);
    this.telling = new Pace(clock, () => {
      this.tellRows(clock.now());
      for (const listener of this.listeners) listener();
    });
  }

  get owedBytes(): number {
    return this.owed;
  }

  /** Bytes of files that were read and wait for a ticket. */
  get bytesAhead(): number {
    return this.ahead;
  }

  /** Bytes of files that still have to ask for a ticket. */
  get unticketedBytes(): number {
    return this.unticketed;
  }

  get bytesPerSecond(): number {
    return this.speedometer.bytesPerSecond();
  }

  /** Whether some file moves or waits for its turn. */
  get isBusy(): boolean {
    return busyStates.some((name) => this.counts[name] > 0);
  }

  /** For how long bytes have been moving without a break of ten seconds. */
  get movesForMs(): number {
    return this.speedometer.movesForMs();
  }

  count(name: StateName): number {
    return this.counts[name];
  }

  get(id: string): UploadItem | undefined {
    return this.items.get(id);
  }

  all(): IterableIterator<UploadItem> {
    return this.items.values();
  }

  /** How many files have so many bytes. */
  countOfSize(size: number): number {
    return this.sizes.get(size) ?? 0;
  }

  add(item: UploadItem): void {
    this.items.set(item.id, item);
    this.sizes.set(item.size, this.countOfSize(item.size) + 1);
    this.weigh(item, 1);
    this.order.put(item, null);
    this.changed(item);
  }

  remove(item: UploadItem): void {
    if (!this.items.delete(item.id)) return;
    this.weigh(item, -1);
    this.order.take(item);
    const alike = this.countOfSize(item.size) - 1;
    if (alike > 0) this.sizes.set(item.size, alike);
    else this.sizes.delete(item.size);
    this.changed(item);
  }

  /** Moves a file to another state. Throws where the table has no such move: that is a bug of the engine. */
  move(item: UploadItem, state: UploadState): void {
    if (!mayMove(item.state.name, state.name)) {
      throw new Error(`no move from ${item.state.name} to ${state.name}`);
    }
    const before = item.state.name;
    this.weigh(item, -1);
    item.state = state;
    if (state.name !== 'uploading') item.retryAt = null;
    this.weigh(item, 1);
    this.order.put(item, before);
    this.changed(item);
    // The end is what the person waits for.
    if (!this.isBusy) this.hurry();
  }

  /** Sets how many of its bytes are stored or on their way. */
  setSent(item: UploadItem, sent: number): void {
    const more = sent - item.sent;
    if (more === 0) return;
    item.sent = sent;
    if (!uncounted.has(item.state.name)) this.sentBytes += more;
    if (onTheWay.has(item.state.name)) this.owed -= more;
    if (more > 0) this.speedometer.moved(more);
    this.changed(item);
  }

  setRetryAt(item: UploadItem, at: number | null): void {
    if (item.retryAt === at) return;
    item.retryAt = at;
    this.changed(item);
  }

  totals(): UploadTotals {
    const speed = this.speedometer.bytesPerSecond();
    const left = this.bytes - this.sentBytes;
    return {
      files: this.items.size - this.counts.cancelled,
      byState: { ...this.counts },
      bytes: this.bytes,
      sentBytes: this.sentBytes,
      speed,
      secondsLeft: this.speedometer.isSure() && speed > 0 && left > 0 ? left / speed : null,
    };
  }

  /** How many rows a tray has. */
  get rowCount(): number {
    return this.items.size;
  }

  /** Another number whenever rows are to be shown anew: with each telling, but of many files every few seconds. */
  get rowTellings(): number {
    return this.rowsTold;
  }

  /**
   * Rows for a tray, from a place on: what needs the person, then what moves, what waits, and what is over (latest first).
   * A row that has not changed is the same object.
   */
  rows(first = 0, count = Number.POSITIVE_INFINITY): UploadRow[] {
    return this.order.range(first, count).map(rowOf);
  }

  /** The rows of a group. */
  rowsOf(group: StateGroup): UploadRow[] {
    return this.order.of(group).map(rowOf);
  }

  /** Calls the listener after changes, at most four times a second; the answer ends that. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Something that listeners show has changed. */
  touch(): void {
    this.telling.soon(Math.max(tellEveryMs, this.items.size / filesAMillisecond));
  }

  /** Tells listeners without delay: the person did something and looks for its effect. */
  hurry(): void {
    this.isHurried = true;
    this.telling.hurry(promptMs);
  }

  private tellRows(now: number): void {
    if (this.isHurried || now - this.rowsToldAt >= this.items.size / rowsAMillisecond) {
      this.rowsTold += 1;
      this.rowsToldAt = now;
      this.isHurried = false;
    } else {
      // The last change of all must be shown, too.
      this.touch();
    }
  }

  private changed(item: UploadItem): void {
    item.row = null;
    this.touch();
  }

  private weigh(item: UploadItem, sign: 1 | -1): void {
    const { name } = item.state;
    this.counts[name] += sign;
    if (!uncounted.has(name)) {
      this.bytes += sign * item.size;
      this.sentBytes += sign * item.sent;
    }
    if (onTheWay.has(name)) this.owed += sign * (item.size - item.sent);
    if (read.has(name)) this.ahead += sign * item.size;
    if (unticketed.has(name)) this.unticketed += sign * item.size;
  }
}

function emptyCounts(): Record<StateName, number> {
  return {
    waiting: 0,
    hashing: 0,
    comparing: 0,
    hashed: 0,
    ticketing: 0,
    ticketed: 0,
    uploading: 0,
    paused: 0,
    stored: 0,
    committing: 0,
    missing: 0,
    known: 0,
    done: 0,
    duplicate: 0,
    refused: 0,
    failed: 0,
    cancelled: 0,
  };
}
