import type { RenditionSize } from '../media/media-result.ts';

/** Where below its key base a picture's original is. */
export const originalFile = 'original';

/** The folder below a picture's key base that holds its renditions. @param version of the pipeline that made them. */
export const renditionFolder = (version: number): string => `r${version}`;

/** Where below its key base a rendition is. @param version of the pipeline that made it. */
export const renditionFile = (version: number, size: RenditionSize): string =>
  `${renditionFolder(version)}/${size}.webp`;

/** Where below its key base the copy without its location is. @param version of the recipe that made it. */
export const locationFreeFile = (version: number): string => `s${version}/original`;

/** The folder below a video's key base that holds its playback copy. @param version of the recipe that made it. */
export const playbackFolder = (version: number): string => `p${version}`;

/** Where below its key base a video's playback copy is. @param version of the recipe that made it. */
export const playbackFile = (version: number): string => `${playbackFolder(version)}/playback.mp4`;
