import { PartPlan } from './part-plan.ts';
import type { Ticket } from './upload-api.ts';
import { identityOf, type UploadSource } from './upload-source.ts';
import type { StateName, UploadState } from './upload-state.ts';

/** The album that a file goes to. */
export interface UploadAlbum {
  readonly id: string;
  /** For the person's eyes; null where it was not known when the file came. */
  readonly name: string | null;
}

/** One file as the engine holds it. Only the engine and its desks change it. */
export interface UploadItem {
  /** Unique everywhere: it is the ticket's clientRef. */
  readonly id: string;
  readonly album: UploadAlbum;
  readonly name: string;
  readonly folders: readonly string[];
  readonly size: number;
  readonly contentType: string;
  readonly lastModified: number;
  readonly rootId: string | null;
  /** Null where the bytes are not at hand, or no longer needed. */
  source: UploadSource | null;
  state: UploadState;
  sha256: string | null;
  /** Base64 of the SHA-256 of its first and last bytes, of large files that go without a whole one. */
  ends: string | null;
  /** Whether the bytes at hand are those that it stands for; false of a file that was chosen again, until it is read. */
  isVerified: boolean;
  /** Whether it is known to have no twin, or is wanted all the same. */
  isCompared: boolean;
  ticket: Ticket | null;
  /** Since when the ticket's URLs are held, in the clock's milliseconds. */
  ticketAt: number;
  plan: PartPlan | null;
  /** Bytes of it that the store holds or that are on their way. */
  sent: number;
  /** When a broken transfer is tried again, in the clock's milliseconds; null where nothing waits. */
  retryAt: number | null;
  /** How often the server sent it back after its bytes had gone. */
  returns: number;
  /** Ends what is being done for it now. */
  run: AbortController | null;
  /** What a tray was shown of it last; null when something has changed since. */
  row: UploadRow | null;
}

/** Drops all that was learnt by reading and asking, as if the file had just been chosen. */
export function forgetTransfer(item: UploadItem): void {
  item.sha256 = null;
  item.ends = null;
  item.ticket = null;
  item.plan = null;
}

// What has a twin is safe without being sent: a later page need not ask for it.
const overStates: ReadonlySet<StateName> = new Set(['done', 'cancelled', 'refused', 'known', 'duplicate']);

/** Whether nothing more will be done for it by itself, in this page or the next. */
export function itemIsOver(item: UploadItem): boolean {
  const { name } = item.state;
  return overStates.has(name);
}

/** The same for the same file chosen twice for the same album. */
export function placeOf(
  file: Pick<UploadItem, 'album' | 'folders' | 'name' | 'size' | 'lastModified'>,
): string {
  return `${file.album.id}\u0000${file.folders.join('/')}\u0000${identityOf(file)}`;
}

/** Whether it has a ticket and its bytes go or wait for a connection. */
export function isSending(item: UploadItem): boolean {
  return item.state.name === 'ticketed' || item.state.name === 'uploading';
}

/** Whether it goes on by itself once there is a network. */
export function isHeldOffline(item: UploadItem): boolean {
  return item.state.name === 'paused' && item.state.by === 'offline';
}

/** What a tray shows of one file. A new object whenever something of it changed. */
export interface UploadRow {
  readonly id: string;
  readonly name: string;
  readonly album: UploadAlbum;
  readonly size: number;
  readonly contentType: string;
  readonly sent: number;
  readonly state: UploadState;
  readonly retrying: boolean;
}

/** Of a file for which nothing was done yet. */
export const untouched = {
  sha256: null,
  ends: null,
  isVerified: true,
  isCompared: false,
  ticket: null,
  ticketAt: 0,
  plan: null,
  sent: 0,
  retryAt: null,
  returns: 0,
  run: null,
  row: null,
};

/** What a tray shows of it; the same object until something of it changes. */
export function rowOf(item: UploadItem): UploadRow {
  item.row ??= {
    id: item.id,
    name: item.name,
    album: item.album,
    size: item.size,
    contentType: item.contentType,
    sent: item.sent,
    state: item.state,
    retrying: item.retryAt !== null,
  };
  return item.row;
}

/** Builds the item of a file that was just chosen. */
export function itemFromSource(
  id: string,
  source: UploadSource,
  contentType: string,
  album: UploadAlbum,
  state: UploadState,
): UploadItem {
  return {
    ...untouched,
    id,
    album,
    name: source.name,
    folders: source.folders,
    size: source.size,
    contentType,
    lastModified: source.lastModified,
    rootId: source.rootId ?? null,
    source,
    state,
  };
}

/** Keeps a ticket that just came, with the parts it still wants. */
export function takeTicket(item: UploadItem, ticket: Ticket, now: number): void {
  item.ticket = ticket;
  item.ticketAt = now;
  item.isCompared = true;
  if (ticket.transfer.kind === 'single') {
    item.plan = null;
    return;
  }
  item.plan = new PartPlan(item.size, ticket.transfer.partSize, ticket.transfer.partCount);
  item.plan.offer(ticket.transfer.missing);
}
