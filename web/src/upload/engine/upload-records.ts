import { type UploadItem, untouched } from './upload-item.ts';

/** What a page leaves of a file under way, so that the next page can go on with it. */
export interface UploadRecord {
  readonly id: string;
  readonly albumId: string;
  readonly albumName: string | null;
  readonly name: string;
  readonly folders: readonly string[];
  readonly size: number;
  readonly contentType: string;
  readonly lastModified: number;
  readonly sha256: string | null;
  /** Absent in records of older versions. */
  readonly ends?: string | null;
  readonly ticketId: string | null;
  readonly rootId: string | null;
}

/** Where records outlive the page. Where there is no such place every function does nothing. */
export interface UploadRecords {
  keep(records: readonly UploadRecord[]): Promise<void>;
  forget(ids: readonly string[]): Promise<void>;
  /** Records of pages that are gone, now this page's own. */
  takeOver(): Promise<UploadRecord[]>;
}

/** The record of a file as it stands. */
export function recordOf(item: UploadItem): UploadRecord {
  return {
    id: item.id,
    albumId: item.album.id,
    albumName: item.album.name,
    name: item.name,
    folders: item.folders,
    size: item.size,
    contentType: item.contentType,
    lastModified: item.lastModified,
    sha256: item.sha256,
    ends: item.ends,
    ticketId: item.ticket?.id ?? null,
    rootId: item.rootId,
  };
}

/** The item of a file that was under way when its page closed; its bytes are not at hand. */
export function itemFromRecord(record: UploadRecord): UploadItem {
  return {
    ...untouched,
    id: record.id,
    album: { id: record.albumId, name: record.albumName },
    name: record.name,
    folders: record.folders,
    size: record.size,
    contentType: record.contentType,
    lastModified: record.lastModified,
    rootId: record.rootId,
    source: null,
    state: { name: 'missing' },
    sha256: record.sha256,
    ends: record.ends ?? null,
    isVerified: record.sha256 === null && (record.ends ?? null) === null,
  };
}
