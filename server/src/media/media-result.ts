import type { TakenAt } from './taken-at.ts';

/** The three sizes of the contract, in pixels of the square that each fits. */
export const renditionSizes = { small: 320, medium: 960, large: 2048 } as const;
export type RenditionSize = keyof typeof renditionSizes;
export const renditionNames: readonly RenditionSize[] = ['small', 'medium', 'large'];

/** One WebP: sRGB, upright, without metadata. */
export interface Rendition {
  body: Buffer;
  width: number;
  height: number;
}

/** What the camera wrote about the shot, for the owner's eyes only; null where it said nothing. */
export interface ShotDetails {
  make: string | null;
  model: string | null;
  lens: string | null;
  exposureSeconds: number | null;
  fNumber: number | null;
  iso: number | null;
  /** Millimetres, as the lens has it. */
  focalLength: number | null;
  /** Degrees, north and east positive; metres above the sea where known. */
  location: { latitude: number; longitude: number; altitude: number | null } | null;
}

/** Everything that a stored file tells and becomes. */
export interface MediaResult {
  contentType: string;
  kind: 'IMAGE' | 'VIDEO';
  /** Pixels as shown: after EXIF or container rotation and with square pixels. */
  width: number;
  height: number;
  /** Seconds; null for an image. */
  duration: number | null;
  takenAt: TakenAt | null;
  /** ThumbHash, about 25 bytes. */
  placeholder: Buffer;
  renditions: Record<RenditionSize, Rendition>;
  details: ShotDetails;
  /** A video that not every browser plays, so that a copy that they do has to be made. */
  needsPlayback: boolean;
  /** Base64 SHA-256 of the whole object where all of it was read anyway (images), else null (videos). */
  sha256: string | null;
}
