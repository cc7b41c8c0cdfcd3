import type { MediaErrorCode } from './media-error.ts';
import type { Rendition, RenditionSize, ShotDetails } from './media-result.ts';
import type { TakenAt } from './taken-at.ts';

/** What the parent asks of a decoding child; one at a time. Paths are files that the parent made. */
export type ChildRequest =
  | { type: 'inspect'; path: string }
  | { type: 'render'; path: string; orientation: number; page: number }
  | { type: 'detail'; path: string }
  | { type: 'heif'; path: string; output: string };

/** What an image's header says, before any pixel is decoded. */
export interface ImageFacts {
  format: string;
  /** The codec inside a HEIF container: `hevc`, `av1`. */
  compression: string | null;
  /** Pixels as stored. */
  width: number;
  height: number;
  /** EXIF, 1 to 8. */
  orientation: number;
  channels: number;
  bytesPerSample: number;
  /** Progressive or interlaced: decoding holds all of it. */
  progressive: boolean;
  subsampled: boolean;
  /** How many top-level pictures there are, and which of them is meant to be shown, from 0. */
  pages: number;
  primaryPage: number;
  takenAt: TakenAt | null;
  details: ShotDetails;
}

/** The renditions of one picture, with the size of what was read, upright. */
export interface Rendered {
  width: number;
  height: number;
  placeholder: Uint8Array;
  renditions: Record<RenditionSize, Omit<Rendition, 'body'> & { body: Uint8Array }>;
}

/** What a child answers. `cause` is the decoder's own words, for the log. */
export type ChildReply =
  | { type: 'ready' }
  | { type: 'inspected'; facts: ImageFacts }
  | { type: 'rendered'; rendered: Rendered }
  | { type: 'detailed'; contrast: number }
  | { type: 'decoded'; width: number; height: number }
  | { type: 'failed'; code: MediaErrorCode; cause: string }
  /** The machine failed, not the file: a full disk, a missing module. */
  | { type: 'broken'; cause: string };

/** A reply with the memory that the child holds after its job, so that a bloated one can be replaced. */
export interface ChildMessage {
  residentBytes: number;
  reply: ChildReply;
}
