import type { EngineContext } from './engine-context.ts';
import type { KnownPicture } from './upload-api.ts';
import type { UploadItem } from './upload-item.ts';

/** What becomes of files whose bytes are in the library or in this upload already. */
export type KnownDecision = 'skip' | 'add';

/** Asks the person about files that are there already, once for all of an upload. */
export class KnownFiles {
  private decision: KnownDecision | null = null;
  private readonly context: EngineContext;
  private readonly goOn: (item: UploadItem) => void;

  constructor(context: EngineContext, goOn: (item: UploadItem) => void) {
    this.context = context;
    this.goOn = goOn;
  }

  /** The word holds for those that wait for it and for those that turn up while this upload lasts. */
  decide(decision: KnownDecision): void {
    this.decision = decision;
    for (const item of this.context.list.all()) this.settle(item);
    this.context.list.hurry();
  }

  /** Another upload begins, with a question of its own. */
  forget(): void {
    this.decision = null;
  }

  /** A file turned out to be there: it waits for the person, or goes where they said that such files go. */
  settle(item: UploadItem): void {
    if (item.state.name !== 'known') return;
    if (this.decision === 'add') this.add(item);
    else if (this.decision === 'skip') this.leaveOut(item);
    else this.context.remember(item);
  }

  /** Leaves one file out. */
  skip(id: string): void {
    const item = this.context.list.get(id);
    if (item !== undefined) this.leaveOut(item);
    this.context.list.hurry();
  }

  /** Sends one file although it is there already. */
  add(item: UploadItem): void {
    item.isCompared = true;
    this.goOn(item);
  }

  private leaveOut(item: UploadItem): void {
    if (item.state.name !== 'known') return;
    this.context.list.move(item, { name: 'duplicate', picture: item.state.picture });
    this.context.remember(item);
  }
}

/** The picture that a file has become, where it has. */
export function pictureOf(item: UploadItem | undefined): KnownPicture | null {
  if (item?.state.name !== 'done') return null;
  return { pictureId: item.state.pictureId, albumId: item.album.id };
}
