import type { Clock } from './clock.ts';
import { itemIsOver, type UploadItem } from './upload-item.ts';
import { recordOf, type UploadRecords } from './upload-records.ts';

const writeEveryMs = 300;
// One write of thousands of records would block the page for long.
const mostAtOnce = 500;

/** Writes what changed of the files' records in small batches, never one by one. */
export class RecordKeeper {
  private readonly dirty: Set<UploadItem> = new Set();
  private readonly records: UploadRecords;
  private readonly clock: Clock;
  private writing = false;

  constructor(records: UploadRecords, clock: Clock) {
    this.records = records;
    this.clock = clock;
  }

  /** Notes that a file's record must be written, or dropped where the file is over. */
  note(item: UploadItem): void {
    this.dirty.add(item);
    if (this.writing) return;
    this.writing = true;
    this.clock.after(writeEveryMs, () => void this.write());
  }

  private async write(): Promise<void> {
    const batch: UploadItem[] = [];
    for (const item of this.dirty) {
      if (batch.length === mostAtOnce) break;
      batch.push(item);
      this.dirty.delete(item);
    }
    const over = batch.filter(itemIsOver);
    const open = batch.filter((item) => !itemIsOver(item));
    await Promise.all([
      open.length > 0 ? this.records.keep(open.map(recordOf)) : undefined,
      over.length > 0 ? this.records.forget(over.map((item) => item.id)) : undefined,
    ]);
    this.writing = this.dirty.size > 0;
    if (this.writing) this.clock.after(writeEveryMs / 10, () => void this.write());
  }
}
