import type { MediaSource } from './media-source.ts';
import type { MediaType } from './media-type.ts';
import { indexIsFirst } from './movie-index.ts';
import type { VideoFacts } from './read-video.ts';
import type { Workbench } from './workbench.ts';

/** What a playback copy is made of: streams taken as they are, or encoded anew. */
export interface PlaybackPlan {
  video: 'copy' | 'encode';
  audio: 'copy' | 'encode' | 'none';
}

/** The largest copy, in bytes. */
export const maxCopyBytes = 4 * 1024 ** 3;

/** Eight bits and colour at half size: what hardware decodes. */
const plainPixels = /^yuvj?420p$/;
const mp4Sound = new Set(['aac', 'mp3']);
const webmPicture = new Set(['vp8', 'vp9']);
const webmSound = new Set(['opus', 'vorbis']);

/** How to make a video playable in every browser of today; null where it is already. */
export async function planPlayback(
  source: MediaSource,
  type: MediaType,
  video: VideoFacts,
  { limits, signal }: Pick<Workbench, 'limits' | 'signal'>,
): Promise<PlaybackPlan | null> {
  const plain = plainPixels.test(video.pixelFormat) && !video.hdr;
  const { codec, audioCodec } = video;
  if (type.contentType === 'video/webm' && plain && webmPicture.has(codec)) {
    if (audioCodec === null || webmSound.has(audioCodec)) return null;
  }
  const playable = plain && codec === 'h264';
  const audible = audioCodec === null || mp4Sound.has(audioCodec);
  const tooLarge = source.byteSize > maxCopyBytes;
  if (type.family === 'MP4' && playable && audible) {
    // Players find an index at the end too, only later: no reason to copy what is larger than a copy may be.
    if (tooLarge || (await indexIsFirst(source, limits.stallMs, signal))) return null;
  }
  return {
    video: playable && !tooLarge ? 'copy' : 'encode',
    audio: audioCodec === null ? 'none' : audible ? 'copy' : 'encode',
  };
}
