import type { EngineContext } from './engine-context.ts';
import { patientCall } from './patient-call.ts';
import { sizeLimit, UploadApiError } from './upload-api.ts';
import type { UploadItem } from './upload-item.ts';

/**
 * Where every file comes first. Asks the server, for many files at once, how large a file may be and of which sizes the
 * library has some: only a file of such a size can be there already, so only those must be read to the end before they are
 * sent.
 */
export class FrontDesk {
  /** The largest file that the server takes, in bytes; null until it is known. */
  largestFileBytes: number | null = null;
  private readonly waiting: Set<UploadItem> = new Set();
  /** Sizes asked for, and whether the library has some of them. */
  private readonly answered: Map<number, boolean> = new Map();
  private readonly context: EngineContext;
  private readonly pass: (item: UploadItem) => void;
  private asking = false;

  constructor(context: EngineContext, pass: (item: UploadItem) => void) {
    this.context = context;
    this.pass = pass;
  }

  enqueue(item: UploadItem): void {
    this.waiting.add(item);
    this.pump();
  }

  /** What was learnt of the library is old by now. */
  forget(): void {
    this.answered.clear();
  }

  /** Whether a file of this one's size is in the library or in this upload; null while the library was not asked. */
  maybeKnown(item: UploadItem): boolean | null {
    if (this.context.list.countOfSize(item.size) > 1) return true;
    return this.answered.get(item.size) ?? null;
  }

  pump(): void {
    if (this.asking || this.waiting.size === 0 || !this.context.mayAsk()) return;
    this.asking = true;
    // All files of one call are asked for together.
    void Promise.resolve()
      .then(() => this.ask())
      .finally(() => {
        this.asking = false;
        this.context.pump();
      });
  }

  private async ask(): Promise<void> {
    const { api } = this.context.deps;
    const batch: UploadItem[] = [];
    const sizes = new Set<number>();
    for (const item of this.waiting) {
      if (sizes.size === sizeLimit) break;
      batch.push(item);
      if (!this.answered.has(item.size)) sizes.add(item.size);
    }
    try {
      this.largestFileBytes ??= (await patientCall(this.context, () => api.limits())).largestFileBytes;
      const known = sizes.size > 0 ? await patientCall(this.context, () => api.knownSizes([...sizes])) : [];
      for (const size of sizes) this.answered.set(size, false);
      for (const size of known) this.answered.set(size, true);
    } catch (error) {
      if (error instanceof UploadApiError && error.code === 'UNAUTHENTICATED') return;
      // Recognising a file is a service; failing to must not keep it from being sent. The server judges its size again.
      for (const size of sizes) this.answered.set(size, false);
    }
    // The first ones find the next desk idle and begin at once.
    for (const item of batch.sort((a, b) => a.size - b.size)) {
      this.waiting.delete(item);
      if (item.state.name === 'waiting') this.judge(item);
    }
  }

  private judge(item: UploadItem): void {
    if (this.largestFileBytes !== null && item.size > this.largestFileBytes) {
      this.context.list.move(item, { name: 'refused', reason: 'too-large' });
      this.context.remember(item);
      return;
    }
    this.pass(item);
  }
}
