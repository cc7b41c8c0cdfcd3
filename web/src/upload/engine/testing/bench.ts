import { UploadEngine } from '../upload-engine.ts';
import type { UploadAlbum } from '../upload-item.ts';
import type { UploadRecord, UploadRecords } from '../upload-records.ts';
import type { UploadSource } from '../upload-source.ts';
import type { UploadState } from '../upload-state.ts';
import { MemoryStore } from './memory-store.ts';
import { TurnedClock } from './turned-clock.ts';

export const summer: UploadAlbum = { id: 'album-1', name: 'Summer' };

/** Records in memory, as a browser would keep them over a reload. */
export class MemoryRecords implements UploadRecords {
  readonly kept: Map<string, UploadRecord> = new Map();

  async keep(records: readonly UploadRecord[]): Promise<void> {
    for (const record of records) this.kept.set(record.id, record);
  }

  async forget(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.kept.delete(id);
  }

  async takeOver(): Promise<UploadRecord[]> {
    return [...this.kept.values()];
  }
}

/** An engine on a turned clock, with a store and a network in memory. */
export function aBench(given: { store?: MemoryStore; records?: MemoryRecords; hashMs?: number } = {}) {
  const clock = new TurnedClock();
  const store = given.store ?? new MemoryStore();
  const records = given.records ?? new MemoryRecords();
  const listeners = new Set<() => void>();
  let online = true;
  let ids = 0;
  const page = Math.random().toString(36).slice(2);
  const engine = new UploadEngine({
    api: store.api,
    putObject: store.putObject,
    async hashFile(body) {
      if (given.hashMs !== undefined)
        await new Promise<void>((resolve) => clock.after(given.hashMs ?? 0, resolve));
      return hashOf(body);
    },
    clock,
    random: () => 1,
    network: {
      online: () => online,
      onChange(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    records,
    newId: () => `${page}-${++ids}`,
    limits: { hashUpToBytes: 2 ** 20 },
  });
  const setOnline = (isOnline: boolean) => {
    online = isOnline;
    for (const listener of listeners) listener();
  };
  /** State names by file name. */
  const states = () => Object.fromEntries(engine.list.rows().map((row) => [row.name, row.state.name]));
  const stateOf = (name: string): UploadState | undefined =>
    engine.list.rows().find((row) => row.name === name)?.state;
  const idOf = (name: string): string => engine.list.rows().find((row) => row.name === name)?.id ?? '';
  return { clock, store, records, engine, setOnline, states, stateOf, idOf };
}

// Files so small hold too few bytes to differ by, so what they are said to hold stands beside them, too.
const contents = new WeakMap<Blob, string>();

async function hashOf(body: Blob): Promise<string> {
  const said = contents.get(body);
  return said === undefined
    ? `ends of ${(await body.slice(0, 40).text()).replaceAll('\0', '')}`
    : `hash of ${said}`;
}

/** A file in memory of so many bytes. Two with the same content and size are alike; the name is the content of the others. */
export function aSource(
  name: string,
  size: number,
  given: Partial<UploadSource> & { content?: string } = {},
): UploadSource {
  const { content = name, ...source } = given;
  const bytes = new Uint8Array(size);
  bytes.set(new TextEncoder().encode(content).subarray(0, size));
  const body = new Blob([bytes]);
  contents.set(body, content);
  return { name, folders: [], size, type: '', lastModified: 7, open: async () => body, ...source };
}
