import type { UploadRecord, UploadRecords } from '../engine/upload-records.ts';
import { newRandomId } from './browser-network.ts';
import { type KeptRoot, type OwnedRecord, openUploadDatabase, transact } from './upload-database.ts';

const lockPrefix = 'picup.upload-page.';

/** What this browser keeps of a member's uploads over reloads and crashes. Never rejects: without it, nothing resumes. */
export interface KeptUploads extends UploadRecords {
  /** Keeps the way to dropped files and folders; answers nothing where the browser has no such thing. */
  keepRoot(id: string, handle: FileSystemHandle): Promise<void>;
  roots(ids: readonly string[]): Promise<Map<string, FileSystemHandle>>;
  /** Lets later pages take over. */
  close(): void;
}

/** Opens what is kept for a member, in the name of this page. */
export function keepUploads(memberId: string): KeptUploads {
  const pageId = newRandomId();
  const closed = new AbortController();
  // The lock dies with the page, however it dies: that tells the next page that these uploads are nobody's.
  const holdsLock = holdLock(lockPrefix + pageId, closed.signal);
  const database = openUploadDatabase().catch(() => null);

  const guarded = async <T>(fallback: T, work: (database: IDBDatabase) => Promise<T>): Promise<T> => {
    const opened = await database;
    if (opened === null) return fallback;
    // A full disk or a cleared site must not stop an upload, only its resuming.
    return work(opened).catch(() => fallback);
  };

  return {
    keep: (records) =>
      guarded(undefined, (opened) =>
        transact(opened, ['files'], 'readwrite', (transaction) => {
          const files = transaction.objectStore('files');
          for (const record of records) files.put({ ...record, memberId, pageId } satisfies OwnedRecord);
        }),
      ),
    forget: (ids) =>
      guarded(undefined, (opened) =>
        transact(opened, ['files'], 'readwrite', (transaction) => {
          for (const id of ids) transaction.objectStore('files').delete(id);
        }),
      ),
    takeOver: () =>
      guarded<UploadRecord[]>([], async (opened) => {
        await holdsLock;
        const living = await livingPages();
        const mine = await readAll(opened, memberId);
        const left = mine.files.filter((record) => !living.has(record.pageId));
        const used = new Set(mine.files.map((record) => record.rootId));
        await transact(opened, ['files', 'roots'], 'readwrite', (transaction) => {
          for (const record of left) transaction.objectStore('files').put({ ...record, pageId });
          for (const root of mine.roots)
            if (!used.has(root.id)) transaction.objectStore('roots').delete(root.id);
        });
        return left;
      }),
    keepRoot: (id, handle) =>
      guarded(undefined, (opened) =>
        transact(opened, ['roots'], 'readwrite', (transaction) => {
          transaction.objectStore('roots').put({ id, memberId, handle } satisfies KeptRoot);
        }),
      ),
    roots: (ids) =>
      guarded(new Map<string, FileSystemHandle>(), async (opened) => {
        const { roots } = await readAll(opened, memberId);
        return new Map(roots.filter((root) => ids.includes(root.id)).map((root) => [root.id, root.handle]));
      }),
    close() {
      closed.abort();
      void database.then((opened) => opened?.close());
    },
  };
}

async function readAll(
  database: IDBDatabase,
  memberId: string,
): Promise<{ files: OwnedRecord[]; roots: KeptRoot[] }> {
  const { files, roots } = await transact(database, ['files', 'roots'], 'readonly', (transaction) => {
    const requests: { files: IDBRequest<OwnedRecord[]>; roots: IDBRequest<KeptRoot[]> } = {
      files: transaction.objectStore('files').index('memberId').getAll(memberId),
      roots: transaction.objectStore('roots').index('memberId').getAll(memberId),
    };
    return requests;
  });
  return { files: files.result, roots: roots.result };
}

function holdLock(name: string, signal: AbortSignal): Promise<void> {
  const { locks } = lockManager();
  if (locks === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    void locks.request(name, () => {
      resolve();
      return new Promise<void>((release) =>
        signal.addEventListener('abort', () => release(), { once: true }),
      );
    });
  });
}

async function livingPages(): Promise<Set<string>> {
  const { locks } = lockManager();
  const held = (await locks?.query())?.held ?? [];
  return new Set(held.map((lock) => (lock.name ?? '').slice(lockPrefix.length)));
}

// Absent where the page is not a secure context; then every other page counts as gone.
function lockManager(): { locks?: LockManager } {
  return navigator;
}
