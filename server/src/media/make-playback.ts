import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MediaMachineError } from './media-error.ts';
import type { MediaSource } from './media-source.ts';
import type { MediaType } from './media-type.ts';
import { maxCopyBytes, type PlaybackPlan, planPlayback } from './playback-plan.ts';
import { wholly } from './range-server.ts';
import { inputOptions, programFailure, readVideo, type VideoFacts, type VideoJob } from './read-video.ts';
import { type ProgramEnd, runProgram } from './run-program.ts';
import { requireRoom } from './temporary-room.ts';
import { squarePixels, toneMapped } from './video-filters.ts';
import type { Workbench } from './workbench.ts';

/** A finished copy: an MP4 file in the workbench's folder. */
export interface PlaybackCopy {
  path: string;
  byteSize: number;
  /** Pixels as shown. */
  width: number;
  height: number;
}

/** From good to quick; a video that was too much for one is tried with the next. */
const rungs = [
  { long: 1920, short: 1080, preset: 'veryfast', quality: 23, kilobits: 6000 },
  { long: 1280, short: 720, preset: 'superfast', quality: 24, kilobits: 3500 },
  { long: 854, short: 480, preset: 'ultrafast', quality: 26, kilobits: 2000 },
] as const;
type Rung = (typeof rungs)[number];

/** Full HD frames for so many seconds are what the first and the second rung manage in their time on two slow cores. */
const manageable = [2_400, 7_200];
const fullHdPixels = 1920 * 1080;

/** Wall time for one copy, below RabbitMQ's own limit of half an hour for one delivery. */
const copyMs = 23 * 60_000;
/** ffmpeg tells of its progress every few seconds; one that is silent for so long hangs. */
const quietMs = 2 * 60_000;
/** Frames of 8K to decode, and what an encoder looks ahead. */
const addressBytes = 2 * 1024 ** 3;

/** @param failures how often it was too much before. */
function rungFor({ duration, width, height }: VideoFacts, failures: number): Rung {
  const cost = ((duration ?? 0) * width * height) / fullHdPixels;
  const byCost = manageable.filter((most) => cost > most).length;
  return rungs[Math.min(Math.max(byCost, failures), rungs.length - 1)] ?? rungs[0];
}

/** What a video is scaled to: within the rung whichever way it stands, never enlarged, and even as H.264 wants it. */
function scaled({ width, height }: VideoFacts, { long, short }: Rung): { width: number; height: number } {
  const scale = Math.min(1, long / Math.max(width, height), short / Math.min(width, height));
  const even = (pixels: number) => Math.max(2, Math.round((pixels * scale) / 2) * 2);
  return { width: even(width), height: even(height) };
}

function videoOptions(video: VideoFacts, rung: Rung, size: { width: number; height: number }): string[] {
  const scale = `scale=w=${size.width}:h=${size.height}`;
  const colours = video.hdr
    ? [scale, ...toneMapped('bt709', 'tv')]
    : [`${scale}:in_color_matrix=${video.matrix}:out_color_matrix=bt709:out_range=tv`];
  const filters = [...squarePixels(video), ...colours, 'setsar=1', 'format=yuv420p'];
  return [
    ...['-vf', filters.join(','), '-c:v', 'libx264', '-preset', rung.preset, '-profile:v', 'high'],
    ...['-crf', String(rung.quality), '-maxrate', `${rung.kilobits}k`, '-bufsize', `${2 * rung.kilobits}k`],
    ...['-fpsmax', '60', '-force_key_frames', 'expr:gte(t,n_forced*2)', '-threads', '2'],
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
  ];
}

const audioOptions: Record<PlaybackPlan['audio'], string[]> = {
  none: ['-an'],
  copy: ['-c:a', 'copy'],
  encode: ['-c:a', 'aac', '-b:a', '160k', '-ac', '2', '-ar', '48000'],
};

/**
 * Makes an MP4 that every browser plays: H.264 and AAC, the index at the front, upright, without metadata. Streams that are
 * playable already are taken as they are.
 * @param failures how often this was too much before: each makes it smaller and quicker.
 * @returns null where the original plays everywhere.
 * @throws like `MediaPipeline.process`.
 */
export async function makePlayback(
  source: MediaSource,
  type: MediaType,
  bench: Workbench,
  failures: number,
): Promise<PlaybackCopy | null> {
  const served = bench.ranges.open(source, bench.signal, wholly(source.byteSize));
  const job: VideoJob = {
    url: served.url,
    family: type.family,
    directory: bench.directory,
    signal: AbortSignal.any([bench.signal, served.signal]),
  };
  try {
    const video = await readVideo(job);
    const plan = await planPlayback(source, type, video, bench);
    if (!plan) return null;
    const rung = rungFor(video, failures);
    await requireRoom(bench.directory, expectedBytes(source, plan, video, rung));
    return await encode(job, video, plan, rung);
  } finally {
    served.close();
  }
}

async function encode(
  job: VideoJob,
  video: VideoFacts,
  plan: PlaybackPlan,
  rung: Rung,
): Promise<PlaybackCopy> {
  const path = join(job.directory, 'playback.mp4');
  const encoded = plan.video === 'encode';
  const size = encoded ? scaled(video, rung) : { width: video.width, height: video.height };
  const end = await runProgram(
    'ffmpeg',
    [
      ...['-nostdin', '-hide_banner', '-v', 'error', '-y', '-progress', 'pipe:1', '-stats_period', '5'],
      ...['-threads', '2', '-filter_threads', '1', ...inputOptions(job.family), '-i', job.url],
      ...['-map', '0:V:0', ...(plan.audio === 'none' ? [] : ['-map', '0:a:0'])],
      ...['-sn', '-dn', '-map_metadata', '-1', '-map_chapters', '-1'],
      ...(encoded ? videoOptions(video, rung, size) : ['-c:v', 'copy']),
      ...audioOptions[plan.audio],
      ...['-max_muxing_queue_size', '2048', '-movflags', '+faststart', '-f', 'mp4', path],
    ],
    {
      cwd: job.directory,
      signal: job.signal,
      timeoutMs: copyMs,
      quietMs,
      cpuSeconds: (2 * copyMs) / 1000,
      addressBytes,
      fileBytes: maxCopyBytes,
      network: true,
      background: true,
    },
  );
  if (/No space left on device/.test(end.stderr)) throw new MediaMachineError('The temporary folder is full');
  const written = await stat(path).catch(() => undefined);
  // A file that breaks off is copied as far as it goes, and one without a frame is none.
  if (end.code !== 0 || !written || framesIn(end) === 0) throw programFailure(end);
  return { path, byteSize: written.size, ...size };
}

function framesIn({ stdout }: ProgramEnd): number {
  const frames = [...stdout.matchAll(/^frame=\s*(\d+)$/gm)].map(([, count]) => Number(count));
  return frames.at(-1) ?? 0;
}

function expectedBytes(source: MediaSource, plan: PlaybackPlan, video: VideoFacts, rung: Rung): number {
  if (plan.video === 'copy') return source.byteSize;
  const most = video.duration === null ? maxCopyBytes : (video.duration * (rung.kilobits + 160) * 1000) / 8;
  return Math.min(most, maxCopyBytes);
}
