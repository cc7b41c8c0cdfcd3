import type { UploadEngine } from '../upload/engine/upload-engine.ts';
import type { Arrival } from '../upload/engine/upload-flow.ts';
import type { UploadSource } from '../upload/engine/upload-source.ts';
import { sourceOfFile } from '../upload/sources/chosen-sources.ts';
import { forgetShared, type SharedFile, sharedFiles } from './shared-files.ts';

const prefix = 'shared:';

/** A shared file as the engine takes it; a later page finds it again by its root. */
export function sourceOfShared({ id, file }: SharedFile): UploadSource {
  return { ...sourceOfFile(file), rootId: `${prefix}${id}` };
}

/** A shared file has become a picture: it need not be kept here, too. */
export function forgetArrived({ source }: Arrival): void {
  if (source.rootId?.startsWith(prefix) !== true) return;
  forgetShared([Number(source.rootId.slice(prefix.length))]).catch(() => undefined);
}

/** Gives shared files that an earlier page was sending back to the engine. Call it when the missing ones are listed. */
export async function goOnWithShared(engine: UploadEngine): Promise<void> {
  const kept = await sharedFiles();
  engine.adoptAll(kept.filter(({ isTaken }) => isTaken).map(sourceOfShared));
}
