import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MediaError } from './media-error.ts';
import { renditionSizes } from './media-result.ts';
import {
  inputOptions,
  programFailure,
  type VideoFacts,
  type VideoJob,
  videoAddressBytes,
} from './read-video.ts';
import { runProgram } from './run-program.ts';
import { squarePixels, toneMapped } from './video-filters.ts';

/** Below this standard deviation of brightness a frame is as good as one colour: a fade, a blank wall, a lens cap. */
const meaningfulContrast = 8;

/** Milliseconds after which a dull frame at hand is better than a good one still to be found. */
const patienceMs = 15_000;

/** Where to look, in seconds: soon after the start, then further in as long as there is nothing to see. */
function moments(duration: number | null): number[] {
  if (duration === null) return [1, 0];
  return [Math.min(1, duration * 0.1), duration * 0.25, duration * 0.5, duration * 0.75];
}

/** ffmpeg turns the frame upright itself; what is left is square pixels, the size, and colours a browser shows. */
function filters(video: VideoFacts): string {
  const { large } = renditionSizes;
  const square = squarePixels(video);
  const fit = `scale=w='min(${large},iw)':h='min(${large},ih)':force_original_aspect_ratio=decrease`;
  if (!video.hdr) return [...square, `${fit}:in_color_matrix=${video.matrix}`, 'format=rgb24'].join(',');
  return [...square, fit, ...toneMapped('gbr', 'pc'), 'format=rgb24'].join(',');
}

/** Draws the frame at a moment into a file; false where there is none, which ffmpeg does not call an error. */
async function drawFrame(
  job: VideoJob,
  video: VideoFacts,
  seconds: number,
  output: string,
): Promise<boolean> {
  await rm(output, { force: true });
  const end = await runProgram(
    'ffmpeg',
    [
      ...['-nostdin', '-hide_banner', '-v', 'error', '-y', '-threads', '1', ...inputOptions(job.family)],
      ...['-ss', seconds.toFixed(3), '-i', job.url, '-map', '0:V:0', '-an', '-sn', '-dn', '-frames:v', '1'],
      ...['-vf', filters(video), '-c:v', 'ppm', '-f', 'image2', '-update', '1', output],
    ],
    {
      cwd: job.directory,
      signal: job.signal,
      timeoutMs: 60_000,
      cpuSeconds: 30,
      addressBytes: videoAddressBytes,
      fileBytes: 32 * 1024 * 1024,
      network: true,
    },
  );
  const drawn = await stat(output).catch(() => undefined);
  if (drawn && drawn.size > 0) return true;
  if (end.code !== 0) throw programFailure(end);
  return false;
}

/**
 * Leaves an upright frame with something to see in it as an image file, at most as large as the largest rendition.
 * @param contrastOf tells how much there is to see in a file, as the standard deviation of its brightness.
 * @returns the file's path.
 * @throws MediaError where no frame can be read.
 */
export async function drawPoster(
  job: VideoJob,
  video: VideoFacts,
  contrastOf: (path: string) => Promise<number>,
): Promise<string> {
  let best: { path: string; contrast: number } | undefined;
  let failure: unknown;
  const started = performance.now();
  for (const [index, seconds] of [...moments(video.duration), 0].entries()) {
    if (best && (seconds === 0 || performance.now() - started > patienceMs)) break;
    const path = join(job.directory, `frame-${index}.ppm`);
    try {
      if (!(await drawFrame(job, video, seconds, path))) continue;
      const contrast = await contrastOf(path);
      if (contrast >= meaningfulContrast) return path;
      if (!best || contrast > best.contrast) best = { path, contrast };
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      failure ??= error;
      // A later part may be missing where an earlier one is whole; whatever else is wrong stays wrong.
      if (error.code !== 'DAMAGED' || job.signal.aborted) break;
    }
  }
  if (best) return best.path;
  throw failure ?? programFailure({ code: 0, signal: null, timedOut: false, stdout: '', stderr: 'no frame' });
}
