import { videoBytes } from './decode-cost.ts';
import { drawPoster } from './draw-poster.ts';
import type { MediaResult } from './media-result.ts';
import type { MediaSource } from './media-source.ts';
import type { MediaType } from './media-type.ts';
import { renditionsOf } from './process-image.ts';
import { readDuration, readVideo, type VideoJob } from './read-video.ts';
import type { Workbench } from './workbench.ts';

/** Time for a decoding child to look at a frame or to scale it. */
const stepMs = 60_000;

/** Reads a video's container and one good frame of it, by ranges: the rest of the object is never fetched. */
export async function processVideo(
  source: MediaSource,
  type: MediaType,
  bench: Workbench,
): Promise<MediaResult> {
  const { children, directory } = bench;
  const release = await bench.gate.acquire(Math.min(videoBytes, bench.limits.memoryBytes), bench.signal);
  const served = bench.ranges.open(source, bench.signal);
  const signal = AbortSignal.any([bench.signal, served.signal]);
  const job: VideoJob = { url: served.url, family: type.family, directory, signal };
  try {
    const video = await readVideo(job);
    const duration = video.duration ?? (await readDuration(job));
    const options = { timeoutMs: stepMs, signal };
    const path = await drawPoster(
      job,
      { ...video, duration },
      async (frame) => (await children.ask({ type: 'detail', path: frame }, 'detailed', options)).contrast,
    );
    const { rendered } = await children.ask(
      { type: 'render', path, orientation: 1, page: 0 },
      'rendered',
      options,
    );
    return {
      contentType: type.contentType,
      kind: 'VIDEO',
      width: video.width,
      height: video.height,
      duration,
      takenAt: video.takenAt,
      placeholder: Buffer.from(rendered.placeholder),
      renditions: renditionsOf(rendered),
      details: video.details,
      sha256: null,
    };
  } finally {
    served.close();
    release();
  }
}
