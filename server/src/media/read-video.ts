import { z } from 'zod';
import { MediaError } from './media-error.ts';
import type { ShotDetails } from './media-result.ts';
import type { MediaFamily } from './media-type.ts';
import { noDetails } from './read-exif.ts';
import { type ProgramEnd, runProgram } from './run-program.ts';
import { fromIsoDate, type TakenAt } from './taken-at.ts';

/** What a video's container says. */
export interface VideoFacts {
  /** Pixels as shown: turned, and with square pixels. */
  width: number;
  height: number;
  /** Width of a stored pixel over its height. */
  pixelAspect: number;
  /** Seconds; null where the container does not say. */
  duration: number | null;
  codec: string;
  /** How its pixels are stored, as ffmpeg names it. */
  pixelFormat: string;
  /** The codec of its first sound track; null where it has none. */
  audioCodec: string | null;
  /** High dynamic range: its poster must be mapped to what screens show. */
  hdr: boolean;
  /** The colour matrix, as ffmpeg names it. */
  matrix: string;
  takenAt: TakenAt | null;
  details: ShotDetails;
}

/** Codecs that cameras, phones and browsers write; everything else in ffmpeg is attack surface. */
const decoders = [
  ...['h264', 'hevc', 'vp8', 'libvpx', 'vp9', 'libvpx-vp9', 'libdav1d', 'av1', 'libaom-av1'],
  ...['mpeg4', 'h263', 'mjpeg', 'prores', 'dnxhd', 'mpeg2video'],
  // A container whose sound cannot be opened is not opened either.
  ...['aac', 'mp3float', 'mp3', 'opus', 'libopus', 'vorbis', 'libvorbis', 'ac3', 'eac3', 'alac', 'flac'],
  ...[
    'amrnb',
    'libopencore_amrnb',
    'amrwb',
    'libopencore_amrwb',
    'pcm_u8',
    'pcm_alaw',
    'pcm_mulaw',
    'adpcm_ima_qt',
  ],
  ...['pcm_s16le', 'pcm_s16be', 'pcm_s24le', 'pcm_s24be', 'pcm_s32le', 'pcm_s32be', 'pcm_f32le', 'pcm_f32be'],
];

/** 8K is 33 megapixels; past this a frame is a bomb. */
const maxPixels = 50_000_000;

/** Address space of ffmpeg and ffprobe: enough for a frame of 8K, and the end of one that wants more. */
export const videoAddressBytes = 1536 * 1024 * 1024;

/** Input options that let ffmpeg open one object of one container, and nothing that the object might point at. */
export const inputOptions = (family: MediaFamily): string[] => [
  ...['-protocol_whitelist', 'http,tcp'],
  ...['-format_whitelist', 'mov,matroska,webm'],
  ...['-codec_whitelist', decoders.join(',')],
  ...['-max_pixels', String(maxPixels)],
  // The store's stalls end earlier, in the server that ffmpeg reads from and asks for one block at a time.
  ...['-rw_timeout', '20000000', '-reconnect', '1', '-reconnect_delay_max', '5'],
  ...['-f', family === 'MATROSKA' ? 'matroska' : 'mov'],
];

const tags = z.record(z.string(), z.string()).catch({});
const number = z.coerce.number().catch(Number.NaN);
const probed = z.object({
  format: z.object({ duration: number.optional(), tags: tags.optional() }).catch({}),
  streams: z.array(
    z.object({
      codec_type: z.string().optional(),
      codec_name: z.string().optional(),
      pix_fmt: z.string().optional(),
      width: number.optional(),
      height: number.optional(),
      sample_aspect_ratio: z.string().optional(),
      color_transfer: z.string().optional(),
      color_space: z.string().optional(),
      duration: number.optional(),
      disposition: z.object({ attached_pic: number.optional() }).optional(),
      side_data_list: z.array(z.object({ rotation: number.optional() })).optional(),
    }),
  ),
});
type ProbedStream = z.infer<typeof probed>['streams'][number];

const entries = [
  'format=duration:format_tags',
  'stream=codec_type,codec_name,pix_fmt,width,height,sample_aspect_ratio,color_transfer,color_space,duration',
  'stream_disposition=attached_pic:stream_side_data=rotation',
].join(':');

/** Where ffmpeg and ffprobe work, and until when. */
export interface VideoJob {
  url: string;
  family: MediaFamily;
  directory: string;
  signal: AbortSignal;
}

/** The failure of a program that ended without what it was run for. */
export function programFailure(end: ProgramEnd): MediaError {
  if (end.timedOut || end.signal === 'SIGXCPU') return new MediaError('TIMEOUT');
  const cause = new Error(`exit ${end.code ?? end.signal}: ${end.stderr.trim().slice(-500)}`);
  if (end.signal === 'SIGXFSZ') return new MediaError('TOO_LARGE', { cause });
  if (/not on whitelist/.test(end.stderr)) return new MediaError('UNSUPPORTED_CODEC', { cause });
  if (/Picture size \d+x\d+ exceeds|exceeds specified max pixel|Cannot allocate memory/i.test(end.stderr)) {
    return new MediaError('TOO_LARGE', { message: 'The video has more pixels than Pic-up can read.', cause });
  }
  return new MediaError('DAMAGED', {
    message: 'The video is damaged or incomplete: no frame of it could be read.',
    cause,
  });
}

/**
 * Reads what the container says of its first real video track.
 * @throws MediaError where there is no such track, or the container cannot be read.
 */
export async function readVideo(job: VideoJob): Promise<VideoFacts> {
  const end = await runProgram(
    'ffprobe',
    [
      '-v',
      'error',
      '-hide_banner',
      ...inputOptions(job.family),
      '-show_entries',
      entries,
      '-of',
      'json',
      job.url,
    ],
    {
      cwd: job.directory,
      signal: job.signal,
      timeoutMs: 30_000,
      cpuSeconds: 20,
      addressBytes: videoAddressBytes,
      fileBytes: 0,
      network: true,
    },
  );
  const parsed = probed.safeParse(parseJson(end.stdout));
  if (end.code !== 0 || !parsed.success) throw programFailure(end);
  const stream = parsed.data.streams.find(
    (s) => s.codec_type === 'video' && s.disposition?.attached_pic !== 1,
  );
  if (!stream) {
    throw new MediaError('UNSUPPORTED_TYPE', {
      message: 'The file has no picture in it, only sound or nothing.',
    });
  }
  if (!stream.codec_name || stream.codec_name === 'unknown') throw new MediaError('UNSUPPORTED_CODEC');
  const shape = shapeOf(stream);
  if (!shape) throw programFailure(end);
  const { format } = parsed.data;
  return {
    ...shape,
    duration:
      [format.duration, stream.duration].find((seconds) => seconds !== undefined && seconds > 0) ?? null,
    codec: stream.codec_name,
    pixelFormat: stream.pix_fmt ?? '',
    audioCodec: parsed.data.streams.find((s) => s.codec_type === 'audio')?.codec_name ?? null,
    hdr: stream.color_transfer === 'smpte2084' || stream.color_transfer === 'arib-std-b67',
    matrix: matrixOf(stream),
    takenAt:
      fromIsoDate(format.tags?.['com.apple.quicktime.creationdate']) ??
      instantOnly(fromIsoDate(format.tags?.creation_time)),
    details: detailsOf(format.tags ?? {}),
  };
}

/** Containers write the moment in UTC whatever the clock on the wall showed. */
const instantOnly = (takenAt: TakenAt | null): TakenAt | null =>
  takenAt && { ...takenAt, local: null, offsetMinutes: null };

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function shapeOf(stream: ProbedStream): Pick<VideoFacts, 'width' | 'height' | 'pixelAspect'> | null {
  const { width = 0, height = 0 } = stream;
  if (!(width > 0 && height > 0)) return null;
  const [over, under] = (stream.sample_aspect_ratio ?? '1:1').split(':').map(Number);
  const aspect = over && under ? over / under : 1;
  // A pixel ten times as wide as high is a mistake of the writer's or a trap.
  const pixelAspect = aspect > 0.1 && aspect < 10 ? aspect : 1;
  const rotation =
    stream.side_data_list?.map((data) => data.rotation).find((angle) => angle !== undefined) ?? 0;
  const shown = Math.round(width * pixelAspect);
  const turned = Math.abs(Math.round(rotation / 90)) % 2 === 1;
  return { width: turned ? height : shown, height: turned ? shown : height, pixelAspect };
}

/** Writers that name no matrix mean BT.709 for high definition, as every player reads it. */
function matrixOf(stream: ProbedStream): string {
  const named = {
    bt709: 'bt709',
    smpte170m: 'bt601',
    bt470bg: 'bt601',
    bt2020nc: 'bt2020',
    fcc: 'fcc',
    smpte240m: 'smpte240m',
  };
  const found = Object.entries(named).find(([name]) => name === stream.color_space);
  return found?.[1] ?? ((stream.height ?? 0) > 576 || (stream.width ?? 0) > 1024 ? 'bt709' : 'bt601');
}

function detailsOf(container: Record<string, string>): ShotDetails {
  const place = container['com.apple.quicktime.location.ISO6709'] ?? container.location;
  const [, latitude, longitude, altitude] =
    /^([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?/.exec(place ?? '') ?? [];
  const found = latitude !== undefined && longitude !== undefined;
  const onEarth = found && Math.abs(Number(latitude)) <= 90 && Math.abs(Number(longitude)) <= 180;
  return {
    ...noDetails,
    make: container['com.apple.quicktime.make']?.slice(0, 200) ?? null,
    model: container['com.apple.quicktime.model']?.slice(0, 200) ?? null,
    location: onEarth
      ? {
          latitude: Number(latitude),
          longitude: Number(longitude),
          altitude: altitude ? Number(altitude) : null,
        }
      : null,
  };
}

/**
 * Finds the length of a video whose container does not say it, as browsers record them, by reading to its end without
 * decoding. In seconds; null where even that tells nothing.
 */
export async function readDuration(job: VideoJob): Promise<number | null> {
  const end = await runProgram(
    'ffmpeg',
    [
      ...['-nostdin', '-hide_banner', '-v', 'error', '-progress', 'pipe:1', '-stats_period', '10'],
      ...[...inputOptions(job.family), '-i', job.url, '-map', '0:V:0', '-c', 'copy', '-f', 'null', '-'],
    ],
    {
      cwd: job.directory,
      signal: job.signal,
      timeoutMs: 60_000,
      cpuSeconds: 20,
      addressBytes: videoAddressBytes,
      fileBytes: 0,
      network: true,
    },
  );
  const times = [...end.stdout.matchAll(/^out_time_us=(\d+)$/gm)].map(
    ([, microseconds]) => Number(microseconds) / 1e6,
  );
  const last = times.at(-1);
  return end.code === 0 && last !== undefined && last > 0 ? last : null;
}
