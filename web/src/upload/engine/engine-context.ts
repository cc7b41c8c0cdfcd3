import type { Clock } from './clock.ts';
import type { Line, Network } from './line.ts';
import type { Naps } from './naps.ts';
import type { PutObject } from './put-object.ts';
import type { Turns } from './turns.ts';
import type { UploadApi } from './upload-api.ts';
import type { UploadItem } from './upload-item.ts';
import type { UploadList } from './upload-list.ts';
import type { UploadRecords } from './upload-records.ts';

/**
 * Base64 of the SHA-256 of a file's bytes, read in slices; null where this platform cannot compute it. Rejects where the
 * bytes cannot be read, or when aborted.
 */
export type HashFile = (body: Blob, signal: AbortSignal) => Promise<string | null>;

/** What the engine is given: all its ways to the outside. */
export interface EngineDeps {
  readonly api: UploadApi;
  readonly putObject: PutObject;
  readonly hashFile: HashFile;
  readonly clock: Clock;
  /** From 0 to 1, as Math.random. */
  readonly random: () => number;
  readonly network: Network;
  readonly records: UploadRecords;
  /** A new id that no other page will make. */
  readonly newId: () => string;
  readonly limits: UploadLimits;
}

export interface UploadLimits {
  /**
   * Larger files go without a checksum made beforehand unless the library may have them: reading them twice would cost more
   * time than it is worth. Infinity: every file is read beforehand, however fast the line.
   */
  readonly hashUpToBytes: number;
}

/** What the engine's desks share. */
export interface EngineContext {
  readonly deps: EngineDeps;
  readonly list: UploadList;
  /** To use a connection to the store. */
  readonly connections: Turns;
  /** To be open, as a small file, and wait for a connection. */
  readonly openings: Turns;
  readonly line: Line;
  readonly naps: Naps;
  /** Ends everything, when the page signs out. */
  readonly signal: AbortSignal;
  /** Whether new work may begin: not while paused, offline or signed out. */
  mayWork(): boolean;
  /** Whether the server may be asked: what has arrived is committed while paused, too. */
  mayAsk(): boolean;
  /** Whether a file of this one's size is in the library or in this upload; null while the library was not asked. */
  maybeKnown(item: UploadItem): boolean | null;
  /** Gives a file its next piece of work by the state it is in. */
  proceed(item: UploadItem): void;
  /** Room came up somewhere: desks look whether they have something to do. */
  pump(): void;
  /** Has the space looked at before long: files were added, or turned out to be wanted. */
  checkRoomSoon(): void;
  /** The session is over: nothing more is asked of the server until the person signed in again. */
  signedOut(): void;
  /** Whether the server answers; false while calls to it are being repeated. */
  serverAnswers(answers: boolean): void;
  /** Gives these tickets back, in the background. */
  abandon(ticketIds: readonly string[]): void;
  /** Keeps or drops what a reloaded page would need of this file. */
  remember(item: UploadItem): void;
}
