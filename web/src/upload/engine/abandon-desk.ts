import type { EngineContext } from './engine-context.ts';
import { patientCall } from './patient-call.ts';
import { batchLimit } from './upload-api.ts';

// A person who cancels row after row makes one request of it.
const gatherMs = 300;

/** Gives tickets back in batches, so that their space is free again. */
export class AbandonDesk {
  private readonly ids: string[] = [];
  private readonly context: EngineContext;
  private busy = false;

  constructor(context: EngineContext) {
    this.context = context;
  }

  enqueue(ticketIds: readonly string[]): void {
    for (const id of ticketIds) this.ids.push(id);
    if (this.busy || this.ids.length === 0) return;
    this.busy = true;
    this.context.deps.clock.after(gatherMs, () => void this.run());
  }

  private async run(): Promise<void> {
    try {
      while (this.ids.length > 0) {
        const batch = this.ids.splice(0, batchLimit);
        await patientCall(this.context, () => this.context.deps.api.abandonUploads(batch));
      }
    } catch {
      // The server drops a ticket by itself when it expires; there is nothing a person could do about it.
      this.ids.length = 0;
    } finally {
      this.busy = false;
    }
  }
}
