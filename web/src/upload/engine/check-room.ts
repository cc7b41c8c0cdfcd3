import type { EngineContext } from './engine-context.ts';
import type { UploadItem } from './upload-item.ts';

// The files of one drop come in many batches.
const gatherMs = 300;
// Of a large upload some files turn out to be new at every moment.
const leastPauseMs = 2_000;

/** Looks now and then whether what was added fits into the member's space. */
export class RoomCheck {
  private readonly context: EngineContext;
  private isDue = false;
  private askedAt = Number.NEGATIVE_INFINITY;

  constructor(context: EngineContext) {
    this.context = context;
  }

  soon(): void {
    if (this.isDue) return;
    this.isDue = true;
    const { clock } = this.context.deps;
    clock.after(Math.max(gatherMs, this.askedAt + leastPauseMs - clock.now()), () => {
      this.isDue = false;
      this.askedAt = clock.now();
      void checkRoom(this.context);
    });
  }
}

/**
 * Refuses at once what the member's space cannot hold, the largest first, instead of an hour later when its turn comes.
 * The server judges again with every ticket, so a failure to ask is no harm.
 */
async function checkRoom(context: EngineContext): Promise<void> {
  const room = await context.deps.api.storage().catch(() => null);
  if (room === null || context.signal.aborted) return;
  let free = room.limitBytes - room.usedBytes - room.reservedBytes;
  if (context.list.unticketedBytes <= free) return;
  const unticketed = [...context.list.all()].filter((item) => isUnticketed(item) && isWanted(context, item));
  for (const item of unticketed.sort((a, b) => a.size - b.size)) {
    free -= item.size;
    if (free >= 0 || item.state.name === 'hashing' || item.state.name === 'ticketing') continue;
    context.list.move(item, { name: 'refused', reason: 'over-quota' });
    context.remember(item);
  }
}

// What may be in the library already needs no room of its own until it turns out to be new.
function isWanted(context: EngineContext, item: UploadItem): boolean {
  return item.isCompared || context.maybeKnown(item) === false;
}

function isUnticketed(item: UploadItem): boolean {
  const { name } = item.state;
  return (
    item.ticket === null &&
    (name === 'waiting' || name === 'hashing' || name === 'hashed' || name === 'ticketing')
  );
}
