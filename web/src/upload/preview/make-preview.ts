import type { PreviewAnswer, PreviewJob, SmallPicture } from './preview-messages.ts';
import { previewWidth, smallPictureOf } from './small-picture.ts';

// Decoding something larger would take more memory than a preview is worth.
const largestImageBytes = 80 * 2 ** 20;
const videoWithinMs = 5_000;
// What a worker has drawn and read stays in it until it collects its garbage, of which it makes too little to do so often.
const mostByOneWorker = 100;

let worker: Worker | null = null;
let lastId = 0;
let madeByWorker = 0;
const waiting = new Map<number, (picture: SmallPicture | null) => void>();

/** A small picture of an image or of a moment near a video's start; null where this browser cannot show it, such as HEIC. */
export function makePreview(body: Blob, contentType: string): Promise<SmallPicture | null> {
  if (contentType.startsWith('video/')) return earlyFrame(body).catch(() => null);
  if (body.size > largestImageBytes) return Promise.resolve(null);
  return new Promise((resolve) => {
    worker ??= startWorker();
    const id = ++lastId;
    waiting.set(id, resolve);
    worker.postMessage({ id, body } satisfies PreviewJob);
  });
}

function startWorker(): Worker {
  madeByWorker = 0;
  const started = new Worker(new URL('./preview.worker.ts', import.meta.url), { type: 'module' });
  started.addEventListener('message', (event: MessageEvent<PreviewAnswer>) => {
    waiting.get(event.data.id)?.(event.data.picture);
    waiting.delete(event.data.id);
    madeByWorker += 1;
    if (madeByWorker < mostByOneWorker || waiting.size > 0) return;
    started.terminate();
    worker = null;
  });
  started.addEventListener('error', () => {
    worker = null;
    for (const resolve of waiting.values()) resolve(null);
    waiting.clear();
  });
  return started;
}

// Only a page has a video element; the decoding itself happens elsewhere.
async function earlyFrame(body: Blob): Promise<SmallPicture | null> {
  const video = document.createElement('video');
  const url = URL.createObjectURL(body);
  const timeout = AbortSignal.timeout(videoWithinMs);
  try {
    video.muted = true;
    video.playsInline = true;
    video.preload = 'auto';
    await new Promise<void>((resolve, reject) => {
      timeout.addEventListener('abort', () => reject(timeout.reason), { once: true });
      video.addEventListener('loadeddata', () => resolve(), { once: true });
      video.addEventListener('error', () => reject(video.error), { once: true });
      video.src = url;
    });
    // The first frame is often black; the server's own poster is taken at this time, too.
    await new Promise<void>((resolve, reject) => {
      timeout.addEventListener('abort', () => reject(timeout.reason), { once: true });
      video.addEventListener('seeked', () => resolve(), { once: true });
      video.currentTime = Math.min(1, video.duration * 0.1);
    });
    // A video whose codec is unknown here plays as sound alone.
    if (video.videoWidth === 0) return null;
    const resizeWidth = Math.min(previewWidth, video.videoWidth);
    return await smallPictureOf(await createImageBitmap(video, { resizeWidth, resizeQuality: 'medium' }));
  } finally {
    video.removeAttribute('src');
    video.load();
    URL.revokeObjectURL(url);
  }
}
