import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';

const message = z.union([
  z.object({ id: z.number(), error: z.string() }),
  z.object({ id: z.number(), result: z.unknown() }),
  z.object({ word: z.string(), what: z.unknown() }),
]);

/** A process of its own that does what it is told over IPC; see {@link takeOrders} for its end. */
export class Child {
  readonly #process: ChildProcess;
  readonly #asked = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #hearing = new Map<string, (what: unknown) => void>();
  #orders = 0;

  /** @param script a file of the folder `trials`. */
  constructor(script: string, env: Record<string, string>) {
    this.#process = fork(join(import.meta.dirname, 'trials', script), [], {
      env,
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#process.on('message', (raw) => this.#hear(raw));
    this.#process.on('error', () => undefined);
    this.#process.on('exit', (code, signal) => {
      for (const { reject } of this.#asked.values())
        reject(new Error(`${script} ended meanwhile: ${signal ?? code}.`));
      this.#asked.clear();
    });
  }

  #hear(raw: unknown): void {
    const heard = message.parse(raw);
    if ('word' in heard) {
      this.#hearing.get(heard.word)?.(heard.what);
      return;
    }
    const waiting = this.#asked.get(heard.id);
    this.#asked.delete(heard.id);
    if ('error' in heard) waiting?.reject(new Error(heard.error));
    else waiting?.resolve(heard.result);
  }

  /** Has it do something. @throws Error where that failed or the process ended meanwhile. */
  async ask<T>(order: string, given: unknown, answer: z.ZodType<T>): Promise<T> {
    const id = ++this.#orders;
    const asked = Promise.withResolvers<unknown>();
    this.#asked.set(id, asked);
    this.#process.send({ id, order, given }, (error) => error && asked.reject(error));
    return answer.parse(await asked.promise);
  }

  /** Hears what it says by itself under a word. */
  on(word: string, hear: (what: unknown) => void): void {
    this.#hearing.set(word, hear);
  }

  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.#process.kill(name);
  }

  /** Lets it close what it opened and end. */
  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    const kill = setTimeout(() => this.#process.kill('SIGKILL'), 10_000);
    if (this.#process.connected) this.#process.disconnect();
    await exited;
    clearTimeout(kill);
  }
}

const command = z.object({ id: z.number(), order: z.string(), given: z.unknown() });

/**
 * The child's end: does each order as it comes, several at a time.
 * @param close runs when the parent lets go, or is gone.
 */
export function takeOrders(
  orders: Record<string, (given: unknown) => Promise<unknown>>,
  close: () => Promise<void>,
): void {
  process.on('message', (raw) => {
    const { id, order, given } = command.parse(raw);
    // The parent may have gone meanwhile; then nobody wants the answer.
    const answer = (text: object) => process.connected && process.send?.(text);
    const act = orders[order] ?? (() => Promise.reject(new Error(`There is no order ${order}.`)));
    act(given).then(
      (result) => answer({ id, result: result ?? null }),
      (error: unknown) => answer({ id, error: error instanceof Error ? error.stack : String(error) }),
    );
  });
  process.on('disconnect', () => {
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}

/** Says something to the parent without being asked; done once it is on its way. */
export function tell(word: string, what: unknown = null): Promise<void> {
  return new Promise((resolve) => {
    process.send?.({ word, what }, undefined, undefined, () => resolve());
  });
}
