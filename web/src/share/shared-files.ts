/** A file that another app handed over, kept until it has become a picture. */
export interface SharedFile {
  readonly id: number;
  readonly file: File;
  /** Whether an album was chosen for it. */
  readonly isTaken: boolean;
}

interface KeptFile {
  readonly id: number;
  readonly file: File;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const name = 'picup.shared';
// Which are taken stands beside the files: writing a file again would take the bytes from whoever reads it.
const stores = ['files', 'taken'];
/** For as long a file waits for an album, or for a page that goes on with it. */
const keptForMs = 2 * 24 * 3600 * 1000;

/** Keeps files until a page asks for them. Rejects where the browser has no room for them. */
export async function keepShared(files: readonly File[]): Promise<void> {
  await transact('readwrite', (transaction) => {
    const objects = transaction.objectStore('files');
    for (const file of files) objects.add({ file, at: Date.now() });
  });
}

/** All that is kept, the oldest first; what nobody came for in two days is dropped. */
export async function sharedFiles(): Promise<SharedFile[]> {
  const [kept, taken] = await transact('readonly', (transaction) => {
    const files: IDBRequest<KeptFile[]> = transaction.objectStore('files').getAll();
    return [files, transaction.objectStore('taken').getAllKeys()] as const;
  });
  const takenIds = new Set(taken.result);
  const old = kept.result.filter(({ at }) => Date.now() - at > keptForMs).map(({ id }) => id);
  if (old.length > 0) await forgetShared(old);
  return kept.result
    .filter(({ id }) => !old.includes(id))
    .map(({ id, file, at }) => ({ id, file: dated(file, at), isTaken: takenIds.has(id) }));
}

// A file out of a form has no date of its own but always says "now"; the engine would take it for another one each time.
function dated(file: File, lastModified: number): File {
  return new File([file], file.name, { type: file.type, lastModified });
}

/** Notes that an album was chosen for these. */
export async function takeShared(ids: readonly number[]): Promise<void> {
  await transact('readwrite', (transaction) => {
    for (const id of ids) transaction.objectStore('taken').put(true, id);
  });
}

export async function forgetShared(ids: readonly number[]): Promise<void> {
  await transact('readwrite', (transaction) => {
    for (const store of stores) for (const id of ids) transaction.objectStore(store).delete(id);
  });
}

async function transact<T>(mode: IDBTransactionMode, work: (transaction: IDBTransaction) => T): Promise<T> {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(stores, mode);
      const answer = work(transaction);
      transaction.oncomplete = () => resolve(answer);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('files', { keyPath: 'id', autoIncrement: true });
      request.result.createObjectStore('taken');
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
