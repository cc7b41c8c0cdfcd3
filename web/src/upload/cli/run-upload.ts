import { newRandomId } from '../browser/browser-network.ts';
import { systemClock } from '../engine/clock.ts';
import { UploadEngine } from '../engine/upload-engine.ts';
import type { UploadRecords } from '../engine/upload-records.ts';
import type { UploadSource } from '../engine/upload-source.ts';
import { openDiskFile } from './disk-file.ts';
import { createHttpUploadApi } from './http-upload-api.ts';
import { openJournal, stateFolder } from './kept-journal.ts';
import { nodePut } from './node-put.ts';
import { openAlbums } from './open-albums.ts';
import type { PlannedFile } from './plan-uploads.ts';
import type { Preparation } from './prepare-upload.ts';
import type { Options } from './read-options.ts';
import type { Session } from './session.ts';
import { showProgress } from './show-progress.ts';
import { type Summary, summaryOf } from './summary.ts';
import type { ThreadHash } from './thread-hash.ts';

// Handing all to the engine at once would hold everything else up for as long as it takes.
const batchSize = 500;

/**
 * Sends what the server does not have, until nothing more can be done or `stop` is aborted: then what is under way stays
 * resumable. Rejects with an ApiRefusal or an UploadApiError where the albums cannot be opened.
 */
export async function upload(
  preparation: Preparation,
  options: Options,
  session: Session,
  memberId: string,
  output: NodeJS.WriteStream,
  stop: AbortSignal,
): Promise<Summary> {
  const { root, taken, hash } = preparation;
  const records = await openJournal(stateFolder(process.env), [options.server, memberId, root], () =>
    output.write(
      'What is under way cannot be noted: a run that is broken off sends its unfinished files anew.\n',
    ),
  );
  let sentBytes = 0;
  const engine = openEngine(session, records, hash, (bytes) => {
    sentBytes += bytes;
  });
  const stopShowing = showProgress(engine, output);
  const end = () => engine.end();
  stop.addEventListener('abort', end, { once: true });
  try {
    await engine.restore();
    const albums = await openAlbums(session, new Set(taken.map(({ album }) => album)));
    for (const [name, files] of Map.groupBy(taken, ({ album }) => album)) {
      const album = albums.get(name);
      if (album === undefined) throw new Error(`the album ${name} was not opened`);
      for (let from = 0; from < files.length && !stop.aborted; from += batchSize) {
        engine.add(files.slice(from, from + batchSize).map(sourceOf), album);
        engine.known.decide(options.again ? 'add' : 'skip');
        await new Promise((go) => setImmediate(go));
      }
    }
    // Stopped before all were added, it cannot tell what is gone from what was not come to.
    if (!stop.aborted) forgetGone(engine);
    await settled(engine, stop);
    return summaryOf(engine, preparation, sentBytes);
  } finally {
    stop.removeEventListener('abort', end);
    stopShowing();
    engine.end();
  }
}

function openEngine(
  session: Session,
  records: UploadRecords,
  { hashFile }: ThreadHash,
  onStored: (bytes: number) => void,
): UploadEngine {
  return new UploadEngine({
    api: createHttpUploadApi(session),
    async putObject(request, body, options) {
      const answer = await nodePut(request, body, options);
      if (answer.kind === 'stored') onStored(body.size);
      return answer;
    },
    hashFile,
    clock: systemClock,
    random: Math.random,
    // No program is told of the network; the engine finds out by trying.
    network: { online: () => true, onChange: () => () => undefined },
    records,
    newId: newRandomId,
    // A file that was sent without one would be sent again by a run that follows before the server has made its own.
    limits: { hashUpToBytes: Number.POSITIVE_INFINITY },
  });
}

function sourceOf({ file, takenAt }: PlannedFile): UploadSource {
  const { path, name, folders, size, lastModified } = file;
  return {
    name,
    folders,
    size,
    type: '',
    lastModified,
    open: () => openDiskFile(path),
    ...(takenAt === null ? {} : { takenAt }),
  };
}

// Files that an earlier run began and that are not in the folder any more: their space is given back.
function forgetGone(engine: UploadEngine): void {
  for (const item of [...engine.list.all()]) if (item.state.name === 'missing') engine.takeOff(item.id);
}

/** Resolves once nothing is under way, or nothing can go on, or it is to stop. */
function settled(engine: UploadEngine, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const isOver = !engine.list.isBusy || engine.snapshot().halt === 'signed-out' || stop.aborted;
      if (!isOver) return;
      unsubscribe();
      resolve();
    };
    const unsubscribe = engine.list.subscribe(look);
    stop.addEventListener('abort', look, { once: true });
    look();
  });
}
