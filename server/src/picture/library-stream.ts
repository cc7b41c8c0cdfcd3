import type { Deps } from '../deps.ts';
import type { LibraryNews } from '../events/library-feed.ts';

/** What a stream says at a time, by row ids. */
export type LibraryMessage = { pictures: string[]; removed: string[]; albums: string[]; missed: boolean };

// The first change of a burst is told nearly at once, and then all that came in half a second together.
const FIRST_MS = 50;
const REST_MS = 500;
/** As many as other lists answer at most. */
const MOST_PICTURES = 100;
// A reader that is so far behind had better ask anew.
const MOST_WAITING = 2_000;

/**
 * What one reader is told of a library: changes merged into few messages, the next one only when the last was taken. The
 * first message comes at once and says `missed`, because nobody knows what happened before it.
 */
export class LibraryStream implements AsyncIterableIterator<LibraryMessage, undefined> {
  readonly #pictures = new Set<string>();
  readonly #removed = new Set<string>();
  readonly #albums = new Set<string>();
  #missed = true;
  #due = true;
  #over = false;
  #lastAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #give: ((result: IteratorResult<LibraryMessage, undefined>) => void) | undefined;
  readonly #onEnd: () => void;

  /** @param onEnd runs once, when the reader has gone or the stream was ended. */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  /** Takes news, to be told with others soon. */
  hear(news: LibraryNews): void {
    if (news.type === 'missed') this.#missed = true;
    if (news.type === 'changed') {
      for (const id of news.removed) this.#move(id, this.#pictures, this.#removed);
      for (const id of news.pictures) this.#move(id, this.#removed, this.#pictures);
      for (const id of news.albums) this.#albums.add(id);
    }
    if (this.#pictures.size + this.#removed.size + this.#albums.size > MOST_WAITING) this.#forget();
    this.#schedule();
  }

  #move(id: string, from: Set<string>, to: Set<string>): void {
    from.delete(id);
    to.add(id);
  }

  #forget(): void {
    for (const waiting of [this.#pictures, this.#removed, this.#albums]) waiting.clear();
    this.#missed = true;
  }

  get #waits(): boolean {
    return this.#missed || this.#pictures.size + this.#removed.size + this.#albums.size > 0;
  }

  #schedule(): void {
    if (this.#over || this.#due || this.#timer || !this.#waits) return;
    const wait = Math.max(FIRST_MS, this.#lastAt + REST_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#due = true;
      this.#give?.({ done: false, value: this.#take() });
    }, wait);
  }

  #take(): LibraryMessage {
    const pictures = [...this.#pictures].slice(0, MOST_PICTURES);
    const message = {
      pictures,
      removed: [...this.#removed],
      albums: [...this.#albums],
      missed: this.#missed,
    };
    for (const id of pictures) this.#pictures.delete(id);
    this.#removed.clear();
    this.#albums.clear();
    this.#missed = false;
    this.#due = false;
    this.#give = undefined;
    this.#lastAt = performance.now();
    this.#schedule();
    return message;
  }

  async next(): Promise<IteratorResult<LibraryMessage, undefined>> {
    if (this.#over) return { done: true, value: undefined };
    if (this.#due) return { done: false, value: this.#take() };
    return new Promise((resolve) => {
      this.#give = resolve;
    });
  }

  /** Ends the stream, also while somebody waits for its next message. */
  async return(): Promise<IteratorResult<LibraryMessage, undefined>> {
    if (!this.#over) {
      this.#over = true;
      clearTimeout(this.#timer);
      this.#give?.({ done: true, value: undefined });
      this.#onEnd();
    }
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** Opens a reader's stream of a member's library. @throws AppError UNAVAILABLE while Redis is away. */
export async function followLibrary({ feed }: Pick<Deps, 'feed'>, memberId: string): Promise<LibraryStream> {
  let leave = () => {};
  const stream = new LibraryStream(() => leave());
  leave = await feed.follow(memberId, (news) => stream.hear(news));
  return stream;
}
