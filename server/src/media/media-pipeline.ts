import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ChildPool } from './child-pool.ts';
import { makePlayback, type PlaybackCopy } from './make-playback.ts';
import { MediaError } from './media-error.ts';
import type { MediaResult } from './media-result.ts';
import { type MediaSource, readBytes } from './media-source.ts';
import { type MediaType, sniff, sniffBytes } from './media-type.ts';
import { MemoryGate } from './memory-gate.ts';
import { processImage } from './process-image.ts';
import { processVideo } from './process-video.ts';
import { RangeServer } from './range-server.ts';
import { removeLocation } from './remove-location.ts';
import type { MediaLimits, Workbench } from './workbench.ts';

/** The version of everything that decides how a rendition looks; raised when old ones should be made again. */
export const pipelineVersion = 1;

/** The same of playback copies. */
export const playbackVersion = 1;

/** The same of copies without their location. */
export const locationFreeVersion = 1;

const defaultLimits: MediaLimits = {
  concurrency: availableParallelism(),
  memoryBytes: 264 * 1024 * 1024,
  imageBytes: 512 * 1024 * 1024,
  stallMs: 15_000,
  fileMs: 5 * 60_000,
  copyMs: 24 * 60_000,
};

const directoryPrefix = 'picup-media-';
/** No file is worked on for so long; a folder this old was left by a process that was killed. */
const staleMs = 3_600_000;

/** Turns stored objects into renditions and facts, with every hostile byte read in confined processes. */
export class MediaPipeline {
  readonly #limits: MediaLimits;
  readonly #temporary: string;
  readonly #gate: MemoryGate;
  readonly #children: ChildPool;
  readonly #ranges: RangeServer;

  private constructor(limits: MediaLimits, temporary: string, ranges: RangeServer) {
    this.#limits = limits;
    this.#temporary = temporary;
    this.#ranges = ranges;
    this.#gate = new MemoryGate(limits.memoryBytes, limits.concurrency);
    this.#children = new ChildPool(limits.memoryBytes + 192 * 1024 * 1024);
  }

  /**
   * Starts a pipeline; one per process. Decoders start when there is work.
   * @param temporary a folder for files while they are worked on; made where absent, cleaned of what a crash left.
   */
  static async start(temporary: string, limits: Partial<MediaLimits> = {}): Promise<MediaPipeline> {
    await mkdir(temporary, { recursive: true });
    await removeStale(temporary);
    const complete = { ...defaultLimits, ...limits };
    return new MediaPipeline(complete, temporary, await RangeServer.start(complete.stallMs));
  }

  /**
   * Makes everything that a stored file becomes. Images are copied to the temporary folder, of videos only the parts that
   * are needed are read.
   * @throws MediaError where the file is at fault; MediaSourceError or MediaMachineError where the store or this machine
   *   is, which says nothing about the file; the signal's reason on abort.
   */
  process(source: MediaSource, signal: AbortSignal): Promise<MediaResult> {
    return this.#workOn(source, signal, this.#limits.fileMs, (type, bench) => {
      if (!type) throw new MediaError('UNSUPPORTED_TYPE');
      return type.kind === 'IMAGE' ? processImage(source, type, bench) : processVideo(source, type, bench);
    });
  }

  /**
   * Makes a copy of a video that every browser plays, and hands it on as a file that is there until `keep` is done.
   * @param failures how often this was too much before: each makes it smaller and quicker.
   * @returns what `keep` does; null, without it, where the original plays everywhere.
   * @throws like `process`, and what `keep` throws.
   */
  makePlayback<Kept>(
    source: MediaSource,
    failures: number,
    keep: (copy: PlaybackCopy) => Promise<Kept>,
    signal: AbortSignal,
  ): Promise<Kept | null> {
    return this.#workOn(source, signal, this.#limits.copyMs, async (type, bench) => {
      if (type?.kind !== 'VIDEO') throw new MediaError('UNSUPPORTED_TYPE');
      const copy = await makePlayback(source, type, bench, failures);
      return copy && keep(copy);
    });
  }

  /**
   * Copies a file without where it was taken, and hands it on as a file that is there until `keep` is done.
   * @returns what `keep` does; null, without it, where the original names no place.
   * @throws like `process`, and what `keep` throws.
   */
  removeLocation<Kept>(
    source: MediaSource,
    keep: (copy: { path: string; byteSize: number }) => Promise<Kept>,
    signal: AbortSignal,
  ): Promise<Kept | null> {
    return this.#workOn(source, signal, this.#limits.copyMs, async (type, bench) => {
      if (!type) throw new MediaError('UNSUPPORTED_TYPE');
      const copy = await removeLocation(source, bench);
      return copy && keep(copy);
    });
  }

  /** Finds out what a file is, and gives it a folder and a deadline of its own. */
  async #workOn<Result>(
    source: MediaSource,
    signal: AbortSignal,
    withinMs: number,
    work: (type: MediaType | null, bench: Workbench) => Promise<Result>,
  ): Promise<Result> {
    if (source.byteSize === 0) throw new MediaError('EMPTY');
    const deadline = AbortSignal.timeout(withinMs);
    const directory = await mkdtemp(join(this.#temporary, directoryPrefix));
    const bench: Workbench = {
      limits: this.#limits,
      gate: this.#gate,
      children: this.#children,
      ranges: this.#ranges,
      directory,
      signal: AbortSignal.any([signal, deadline]),
    };
    try {
      const headEnd = Math.min(sniffBytes, source.byteSize);
      const head = await readBytes(source, { start: 0, end: headEnd }, bench.limits.stallMs, bench.signal);
      return await work(sniff(head), bench);
    } catch (error) {
      // Without the cause, by which it would look like a service's time-out, and be tried for ever.
      if (deadline.aborted && !signal.aborted && error === deadline.reason) throw new MediaError('TIMEOUT');
      throw error;
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  /** Ends every child process and stops serving; a file in work fails with a MediaMachineError. */
  async close(): Promise<void> {
    await Promise.all([this.#children.close(), this.#ranges.close()]);
  }
}

async function removeStale(temporary: string): Promise<void> {
  for (const name of await readdir(temporary)) {
    const path = join(temporary, name);
    if (!name.startsWith(directoryPrefix)) continue;
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > staleMs) await rm(path, { recursive: true, force: true });
  }
}
