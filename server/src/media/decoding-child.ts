import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { ChildMessage, ChildReply, ChildRequest } from './child-protocol.ts';
import { bareEnvironment, confined } from './confine.ts';
import { MediaMachineError, mediaErrorCodes } from './media-error.ts';
import { shotDetails } from './shot-details.ts';

const bytes = z.instanceof(Uint8Array);
const size = z.number().int().positive();
const nullableText = z.string().nullable();
const nullableNumber = z.number().nullable();
const rendition = z.object({ body: bytes, width: size, height: size });

const facts = z.object({
  format: z.string(),
  compression: nullableText,
  width: size,
  height: size,
  orientation: z.number().int(),
  channels: size,
  bytesPerSample: size,
  progressive: z.boolean(),
  subsampled: z.boolean(),
  pages: size,
  primaryPage: z.number().int().nonnegative(),
  takenAt: z.object({ utc: z.date(), local: nullableText, offsetMinutes: nullableNumber }).nullable(),
  details: shotDetails,
});

/** A child that read a hostile file is no longer trusted, so its answers are parsed like a stranger's. */
const childMessage: z.ZodType<ChildMessage> = z.object({
  residentBytes: size,
  reply: z.discriminatedUnion('type', [
    z.object({ type: z.literal('ready') }),
    z.object({ type: z.literal('inspected'), facts }),
    z.object({
      type: z.literal('rendered'),
      rendered: z.object({
        width: size,
        height: size,
        placeholder: bytes,
        renditions: z.object({ small: rendition, medium: rendition, large: rendition }),
      }),
    }),
    z.object({ type: z.literal('detailed'), contrast: z.number() }),
    z.object({ type: z.literal('decoded'), width: size, height: size }),
    z.object({ type: z.literal('failed'), code: z.enum(mediaErrorCodes), cause: z.string() }),
    z.object({ type: z.literal('broken'), cause: z.string() }),
  ]),
});

/** How a question to a child ended: its answer, or the child's own end. */
export type ChildAnswer = ChildReply | { type: 'crashed'; cause: string } | { type: 'timedOut' };

/** Beside this module lies the child's program: as source in development, beside the bundle once built. */
function childProgram(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const found = ['media.child.ts', 'media.child.js']
    .map((name) => join(here, name))
    .find((path) => existsSync(path));
  if (!found) throw new MediaMachineError(`The decoder's program is missing in ${here}`);
  return found;
}

/** Time for a new child to say that it is ready, on a machine that is busy with others. */
const startMs = 30_000;
/** The largest file a child writes: a decoded HEIC as JPEG. */
const fileBytes = 512 * 1024 * 1024;
const flags = ['--max-old-space-size=128', '--max-semi-space-size=4', '--v8-pool-size=1', '--expose-gc'];
/** One arena, and large blocks given back at once: a decoder's peak should not become its resting size. */
const decoderEnvironment = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '262144',
  MALLOC_TRIM_THRESHOLD_: '1048576',
  UV_THREADPOOL_SIZE: '2',
  VIPS_CONCURRENCY: '1',
};

/** One process that decodes; asks are one at a time. */
export class DecodingChild {
  readonly #process: ChildProcess;
  #onMessage: (message: ChildMessage) => void = () => undefined;
  readonly #ended: Promise<string>;
  #alive = true;
  /** What it held after its last answer, in bytes. */
  residentBytes = 0;

  private constructor(process_: ChildProcess) {
    this.#process = process_;
    let stderr = '';
    process_.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-500);
    });
    this.#ended = new Promise((resolve) => {
      const end = (cause: string) => {
        this.#alive = false;
        resolve(cause);
      };
      process_.once('error', (error) => end(error.message));
      process_.once('exit', (code, signal) => end(`${signal ?? `exit ${code}`} ${stderr}`.trim()));
    });
    process_.on('message', (message) => {
      const parsed = childMessage.safeParse(message);
      if (!parsed.success) return this.end();
      this.residentBytes = parsed.data.residentBytes;
      this.#onMessage(parsed.data);
    });
  }

  /**
   * Starts a child and bounds how much memory it may ever take on top of what Node itself reserves.
   * @throws MediaMachineError where it does not come up.
   */
  static async start(growthBytes: number): Promise<DecodingChild> {
    const command = confined(process.execPath, [...flags, childProgram()], { fileBytes, network: false });
    const child = new DecodingChild(
      spawn(command.file, command.args, {
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        serialization: 'advanced',
        env: { ...bareEnvironment, ...decoderEnvironment },
      }),
    );
    const answer = await child.#settle(startMs);
    if (answer.type !== 'ready') {
      await child.end();
      throw new MediaMachineError(
        `A decoder did not start: ${'cause' in answer ? answer.cause : answer.type}`,
      );
    }
    await child.#bound(growthBytes);
    return child;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Asks for one job. After `timeoutMs`, or when the signal aborts, the child is killed. */
  async ask(request: ChildRequest, timeoutMs: number, signal: AbortSignal): Promise<ChildAnswer> {
    const abort = () => this.#process.kill('SIGKILL');
    signal.throwIfAborted();
    signal.addEventListener('abort', abort, { once: true });
    try {
      const settled = this.#settle(timeoutMs);
      // A channel that closes under the request is seen by `#ended`.
      this.#process.send(request, () => undefined);
      const answer = await settled;
      signal.throwIfAborted();
      return answer;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** Ends the process at once and waits until it is gone. */
  async end(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }

  /** The next message, the process's end, or its killing after `timeoutMs`, whichever comes first. */
  async #settle(timeoutMs: number): Promise<ChildAnswer> {
    let timer: NodeJS.Timeout | undefined;
    const answered = new Promise<ChildAnswer>((resolve) => {
      this.#onMessage = ({ reply }) => resolve(reply);
      timer = setTimeout(() => {
        resolve({ type: 'timedOut' });
        this.#process.kill('SIGKILL');
      }, timeoutMs);
    });
    const crashed = this.#ended.then((cause): ChildAnswer => ({ type: 'crashed', cause }));
    return Promise.race([answered, crashed]).finally(() => clearTimeout(timer));
  }

  /** Node reserves half a gigabyte for code it never writes, so the limit starts from what this child reserved. */
  async #bound(growthBytes: number): Promise<void> {
    const { pid } = this.#process;
    if (pid === undefined) return;
    try {
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      const reserved = Number(/VmData:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
      await promisify(execFile)('prlimit', [`--pid=${pid}`, `--data=${reserved + growthBytes}`], {
        env: bareEnvironment,
      });
    } catch (cause) {
      await this.end();
      throw new MediaMachineError('A decoder could not be bounded in memory', { cause });
    }
  }
}
