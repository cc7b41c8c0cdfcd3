import type { Rendered } from './child-protocol.ts';
import { frameBytes, probeBytes } from './decode-cost.ts';
import { drawPoster } from './draw-poster.ts';
import type { MediaResult } from './media-result.ts';
import type { MediaSource } from './media-source.ts';
import type { MediaType } from './media-type.ts';
import { planPlayback } from './playback-plan.ts';
import { renditionsOf, within } from './process-image.ts';
import { readDuration, readVideo, type VideoFacts, type VideoJob } from './read-video.ts';
import type { Workbench } from './workbench.ts';

/** Time for a decoding child to look at a frame or to scale it. */
const stepMs = 60_000;

/** Reads a video's container and one good frame of it, by ranges: the rest of the object is never fetched. */
export async function processVideo(
  source: MediaSource,
  type: MediaType,
  bench: Workbench,
): Promise<MediaResult> {
  const { limits, signal } = bench;
  const served = bench.ranges.open(source, signal);
  const job: VideoJob = {
    url: served.url,
    family: type.family,
    directory: bench.directory,
    signal: AbortSignal.any([signal, served.signal]),
  };
  try {
    const video = await within(probeBytes, bench, async () => {
      const facts = await readVideo(job);
      return { ...facts, duration: facts.duration ?? (await readDuration(job)) };
    });
    // A frame larger than all memory that may be used still has ffmpeg's own limit to pass, so it is tried alone.
    const bytes = Math.min(frameBytes(video.width, video.height), limits.memoryBytes);
    const rendered = await within(bytes, bench, () => renderPoster(job, video, bench));
    return {
      contentType: type.contentType,
      kind: 'VIDEO',
      width: video.width,
      height: video.height,
      duration: video.duration,
      takenAt: video.takenAt,
      placeholder: Buffer.from(rendered.placeholder),
      renditions: renditionsOf(rendered),
      details: video.details,
      needsPlayback: (await planPlayback(source, type, video, bench)) !== null,
      sha256: null,
    };
  } finally {
    served.close();
  }
}

async function renderPoster(
  job: VideoJob,
  video: VideoFacts,
  { children, signal }: Workbench,
): Promise<Rendered> {
  const options = { timeoutMs: stepMs, signal };
  const path = await drawPoster(
    job,
    video,
    async (frame) => (await children.ask({ type: 'detail', path: frame }, 'detailed', options)).contrast,
  );
  const request = { type: 'render' as const, path, orientation: 1, page: 0 };
  return (await children.ask(request, 'rendered', options)).rendered;
}
