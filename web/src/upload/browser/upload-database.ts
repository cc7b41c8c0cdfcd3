import type { UploadRecord } from '../engine/upload-records.ts';

/** A file's record with the member and the page that it belongs to. */
export interface OwnedRecord extends UploadRecord {
  readonly memberId: string;
  readonly pageId: string;
}

/** A dropped file or folder, in browsers that let a page keep the way to it. */
export interface KeptRoot {
  readonly id: string;
  readonly memberId: string;
  readonly handle: FileSystemHandle;
}

const name = 'picup.uploads';
const version = 1;

/** Opens the database of uploads under way. Rejects where the browser keeps none, as in some private windows. */
export function openUploadDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => {
      const files = request.result.createObjectStore('files', { keyPath: 'id' });
      files.createIndex('memberId', 'memberId');
      request.result.createObjectStore('roots', { keyPath: 'id' }).createIndex('memberId', 'memberId');
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('another page holds an older database open'));
  });
}

/** Runs one transaction and resolves with what `work` answered once all of it is written. */
export function transact<T>(
  database: IDBDatabase,
  stores: readonly ('files' | 'roots')[],
  mode: IDBTransactionMode,
  work: (transaction: IDBTransaction) => T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(stores, mode);
    const answer = work(transaction);
    transaction.oncomplete = () => resolve(answer);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}
