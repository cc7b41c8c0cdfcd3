import type { RenditionSize } from '../media/media-result.ts';

/** Where below its key base a picture's original is. */
export const originalFile = 'original';

/** Where below its key base a rendition is. @param version of the pipeline that made it. */
export const renditionFile = (version: number, size: RenditionSize): string => `r${version}/${size}.webp`;

/** Where below its key base the copy without its location is. @param version of the recipe that made it. */
export const locationFreeFile = (version: number): string => `s${version}/original`;

/** Where below its key base a video's playback copy is. @param version of the recipe that made it. */
export const playbackFile = (version: number): string => `p${version}/playback.mp4`;
