import type { SignedPart } from './upload-api.ts';

/** Which parts of one file the store holds, which are on their way, and which have a fresh URL. */
export class PartPlan {
  readonly partCount: number;
  private readonly partSize: number;
  private readonly fileSize: number;
  /** Which question to the server was the latest when a part was stored, by part. */
  private readonly stored: Map<number, number> = new Map();
  private readonly taken: Set<number> = new Set();
  private readonly signed: Map<number, SignedPart> = new Map();
  private bytes = 0;
  private question = 0;

  constructor(fileSize: number, partSize: number, partCount: number) {
    this.fileSize = fileSize;
    this.partSize = partSize;
    this.partCount = partCount;
  }

  /** Bytes that the store is known to hold. */
  get storedBytes(): number {
    return this.bytes;
  }

  get isComplete(): boolean {
    return this.stored.size === this.partCount;
  }

  /** Parts that are neither stored nor on their way. */
  get left(): number {
    return this.partCount - this.stored.size - this.taken.size;
  }

  /** From which byte to which (exclusive) a part goes. */
  range(number: number): { start: number; end: number } {
    const start = (number - 1) * this.partSize;
    return { start, end: Math.min(this.fileSize, start + this.partSize) };
  }

  /** The lowest part with a URL that is not yet on its way, now taken; null where URLs must be asked for first. */
  take(): SignedPart | null {
    for (const [number, part] of this.signed) {
      if (this.taken.has(number)) continue;
      this.signed.delete(number);
      if (this.stored.has(number)) continue;
      this.taken.add(number);
      return part;
    }
    return null;
  }

  /** The store holds this part. */
  done(number: number): void {
    this.taken.delete(number);
    if (this.stored.has(number)) return;
    this.stored.set(number, this.question);
    this.bytes += this.sizeOf(number);
  }

  /** Nothing is on its way any more, and what URLs there were may be old. */
  dropTaken(): void {
    this.taken.clear();
    this.signed.clear();
  }

  /** Nothing that was believed of the store holds: the server is to be asked anew. */
  forget(): void {
    this.dropTaken();
    this.stored.clear();
    this.bytes = 0;
  }

  /** The fresh URL of a part that is on its way; null where the store turned out to hold it. */
  renewed(number: number): SignedPart | null {
    const part = this.signed.get(number) ?? null;
    this.signed.delete(number);
    return part;
  }

  /** Takes URLs without concluding anything from the parts that are not named. */
  offer(missing: readonly SignedPart[]): void {
    for (const part of missing) this.signed.set(part.number, part);
  }

  /** The server is about to be asked; the answer is to be learnt with this number. */
  ask(): number {
    this.question += 1;
    return this.question;
  }

  /**
   * Learns from the server's own list of missing parts, of which `asked` were asked for. The list goes from the lowest up,
   * so a number it skips is stored; past its end that is sure only where the list is shorter than what was asked for.
   */
  learn(missing: readonly SignedPart[], asked: number, question: number): void {
    this.signed.clear();
    this.offer(missing);
    const sureUpTo = missing.length < asked ? this.partCount : (missing.at(-1)?.number ?? 0);
    for (let number = 1; number <= sureUpTo; number += 1) {
      if (!this.signed.has(number) && !this.taken.has(number)) this.done(number);
    }
    // The store is the judge: what it misses is not stored, whatever we believed, unless it arrived while we asked.
    for (const number of this.signed.keys()) {
      if ((this.stored.get(number) ?? question) >= question) continue;
      this.stored.delete(number);
      this.bytes -= this.sizeOf(number);
    }
  }

  private sizeOf(number: number): number {
    const { start, end } = this.range(number);
    return end - start;
  }
}
