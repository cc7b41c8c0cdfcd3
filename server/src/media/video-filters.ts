import type { VideoFacts } from './read-video.ts';

/** Filters that make the pixels square, where they are not. */
export const squarePixels = (video: VideoFacts): string[] =>
  video.pixelAspect === 1 ? [] : ["scale=w='max(1,trunc(iw*sar+0.5))':h=ih", 'setsar=1'];

/**
 * Filters that map high dynamic range to what every screen shows; placed after scaling, since they work in floating point.
 * @param matrix the colour matrix that comes out, as zscale names it. @param range `pc` for pictures, `tv` for video.
 */
export const toneMapped = (matrix: 'gbr' | 'bt709', range: 'pc' | 'tv'): string[] => [
  'zscale=t=linear:npl=100',
  'format=gbrpf32le',
  'zscale=p=bt709',
  'tonemap=tonemap=hable:desat=0',
  `zscale=t=bt709:m=${matrix}:r=${range}`,
];
