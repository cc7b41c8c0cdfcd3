import type { ChildReply, ChildRequest } from './child-protocol.ts';
import { type ChildAnswer, DecodingChild } from './decoding-child.ts';
import { MediaError, MediaMachineError } from './media-error.ts';

/** A child that holds more than this after its job is replaced, in bytes. */
const recycleBytes = 192 * 1024 * 1024;

type Answered = Exclude<ChildReply, { type: 'failed' | 'broken' | 'ready' }>;

/** A failure, from what became of the child that read the file. */
function failureOf(answer: ChildAnswer): MediaError | MediaMachineError | undefined {
  switch (answer.type) {
    case 'failed':
      return new MediaError(answer.code, { cause: new Error(answer.cause) });
    case 'broken':
      return new MediaMachineError(`A decoder could not work: ${answer.cause}`);
    case 'timedOut':
      return new MediaError('TIMEOUT');
    case 'crashed':
      return new MediaError('DAMAGED', { cause: new Error(`The decoder ended: ${answer.cause}`) });
    default:
      return undefined;
  }
}

/** Decoding children, started when first needed, reused, and replaced when they die, hang or bloat. */
export class ChildPool {
  readonly #growthBytes: number;
  #idle: DecodingChild[] = [];
  readonly #all = new Set<DecodingChild>();
  #closed = false;

  /** @param growthBytes how much memory a child may ever take beyond an idle one; past it, it crashes alone. */
  constructor(growthBytes: number) {
    this.#growthBytes = growthBytes;
  }

  /**
   * Has one job done. A crash is tried once more in a fresh child, so that one file never fails for another's damage.
   * @param options.last end the child afterwards, for what leaves its memory full.
   * @throws MediaError where the file is at fault, MediaMachineError where no child starts.
   */
  async ask<Type extends Answered['type']>(
    request: ChildRequest,
    expected: Type,
    options: { timeoutMs: number; signal: AbortSignal; last?: boolean },
  ): Promise<Extract<Answered, { type: Type }>> {
    const reused = this.#takeIdle();
    let answer = await this.#run(reused ?? (await this.#start()), request, options);
    if (answer.type === 'crashed' && reused) answer = await this.#run(await this.#start(), request, options);
    const failure = failureOf(answer);
    if (failure) throw failure;
    if (isOfType(answer, expected)) return answer;
    throw new MediaMachineError(`A decoder answered ${answer.type} to ${request.type}`);
  }

  /** Ends the children that rest, but for one: a large picture is about to need their memory. */
  async thinOut(): Promise<void> {
    const ended = this.#idle.splice(1);
    for (const child of ended) this.#all.delete(child);
    await Promise.all(ended.map((child) => child.end()));
  }

  /** Ends every child. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#all].map((child) => child.end()));
  }

  #takeIdle(): DecodingChild | undefined {
    this.#idle = this.#idle.filter((child) => child.alive);
    return this.#idle.pop();
  }

  async #start(): Promise<DecodingChild> {
    if (this.#closed) throw new MediaMachineError('The media pipeline is closed');
    const child = await DecodingChild.start(this.#growthBytes);
    this.#all.add(child);
    return child;
  }

  async #run(
    child: DecodingChild,
    request: ChildRequest,
    options: { timeoutMs: number; signal: AbortSignal; last?: boolean },
  ): Promise<ChildAnswer> {
    let reusable = false;
    try {
      const answer = await child.ask(request, options.timeoutMs, options.signal);
      const bloated = child.residentBytes > recycleBytes;
      reusable = answer.type !== 'crashed' && answer.type !== 'timedOut' && !bloated && !options.last;
      return answer;
    } finally {
      if (reusable && child.alive && !this.#closed) this.#idle.push(child);
      else {
        this.#all.delete(child);
        await child.end();
      }
    }
  }
}

const isOfType = <Type extends Answered['type']>(
  answer: ChildAnswer,
  type: Type,
): answer is Extract<Answered, { type: Type }> => answer.type === type;
