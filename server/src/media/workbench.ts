import type { ChildPool } from './child-pool.ts';
import type { MemoryGate } from './memory-gate.ts';
import type { RangeServer } from './range-server.ts';

/** What a pipeline may use. */
export interface MediaLimits {
  /** How many decoders work at once; the number of cores by default. */
  concurrency: number;
  /** Bytes of memory that all decoders together may take beyond their idle size; a picture that needs more is TOO_LARGE. */
  memoryBytes: number;
  /** Bytes of the largest image that is copied to the temporary folder; videos are never copied. */
  imageBytes: number;
  /** Milliseconds without a byte after which the store counts as stalled. */
  stallMs: number;
  /** Milliseconds for one file from its first byte to its last rendition. */
  fileMs: number;
  /** Milliseconds for one playback copy, or one without its location, until it is stored. */
  copyMs: number;
}

/** What the steps of one file share. */
export interface Workbench {
  limits: MediaLimits;
  gate: MemoryGate;
  children: ChildPool;
  ranges: RangeServer;
  /** A folder for this file alone, removed afterwards. */
  directory: string;
  signal: AbortSignal;
}
