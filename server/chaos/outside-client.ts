import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Dice } from './dice.ts';
import type { Operation } from './operations.ts';

/** How an operation ended for the client; doubtful where a try before the last one may have been done too. */
export type Outcome<T> =
  | { kind: 'done'; data: T; doubtful: boolean }
  /** An answer that repeating does not change. */
  | { kind: 'refused'; code: string; message: string; doubtful: boolean }
  /** No answer for as long as the client was patient. */
  | { kind: 'lost'; doubtful: boolean };

/** The first field of an operation. */
export const nameOf = (query: string): string => /\{\s*(\w+)/.exec(query)?.[1] ?? query;

/** What all clients of a trial were told. */
export class Tally {
  /** How often each code was answered; NETWORK for no answer. */
  readonly codes = new Map<string, number>();
  /** Answers that the contract has no place for. */
  readonly wrong: string[] = [];
  done = 0;
  lost = 0;

  count(code: string): void {
    this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
  }

  /** Such as `UNAVAILABLE 12, NETWORK 3`. */
  get text(): string {
    const entries = [...this.codes].sort(([, a], [, b]) => b - a);
    return entries.map(([code, n]) => `${code} ${n}`).join(', ') || 'none';
  }
}

const reply = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })).optional(),
});

// INTERNAL_SERVER_ERROR is repeated as the web app does, but never goes unnoticed.
const passing = new Set(['NETWORK', 'BUSY', 'RATE_LIMITED', 'UNAVAILABLE', 'INTERNAL_SERVER_ERROR']);
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 500;

/** How patient a client is, in milliseconds: with one try, and with all tries of one operation. */
export type Patience = { tryMs: number; allMs: number };

/** A client of the API as anybody could write one: GraphQL over HTTP, repeated while the refusal is one that passes. */
export class OutsideClient {
  readonly #apis: { url: string }[];
  readonly #tally: Tally;
  readonly #dice: Dice;
  readonly #patience: Patience;

  constructor(apis: { url: string }[], tally: Tally, dice: Dice, patience: Patience) {
    this.#apis = apis;
    this.#tally = tally;
    this.#dice = dice;
    this.#patience = patience;
  }

  /** Runs an operation and repeats it for as long as that may help. */
  async ask<T>(operation: Operation<T>, variables: object, token?: string): Promise<Outcome<T>> {
    const end = performance.now() + this.#patience.allMs;
    let doubtful = false;
    for (let pause = FIRST_PAUSE_MS; performance.now() < end; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const answer = await this.try(operation, variables, token);
      if ('data' in answer) {
        this.#tally.done += 1;
        return { kind: 'done', data: answer.data, doubtful };
      }
      if (!passing.has(answer.code)) return { kind: 'refused', ...answer, doubtful };
      // BUSY and RATE_LIMITED are told before anything was done; all else may have been done.
      doubtful ||= answer.code !== 'BUSY' && answer.code !== 'RATE_LIMITED';
      await delay(pause * (0.5 + this.#dice.next() / 2));
    }
    this.#tally.lost += 1;
    return { kind: 'lost', doubtful };
  }

  /** Runs an operation once. */
  async try<T>(
    { query, data }: Operation<T>,
    variables: object,
    token?: string,
  ): Promise<{ data: T } | { code: string; message: string }> {
    const answer = await this.#send(query, variables, token);
    if ('code' in answer) {
      this.#tally.count(answer.code);
      if (answer.code === 'INTERNAL_SERVER_ERROR' || answer.code === 'NOT_GRAPHQL')
        this.#tally.wrong.push(`${answer.code} to ${nameOf(query)}: ${answer.message}`);
      return answer;
    }
    const parsed = data.safeParse(answer.data);
    if (parsed.success) return { data: parsed.data };
    this.#tally.wrong.push(`an answer of another shape to ${nameOf(query)}: ${parsed.error.message}`);
    return { code: 'NOT_GRAPHQL', message: parsed.error.message };
  }

  async #send(
    query: string,
    variables: object,
    token: string | undefined,
  ): Promise<{ data: unknown } | { code: string; message: string }> {
    try {
      const response = await fetch(`${this.#dice.pick(this.#apis).url}/graphql`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(this.#patience.tryMs),
      });
      const { data, errors } = reply.parse(await response.json());
      const error = errors?.[0];
      return error ? { code: error.extensions.code, message: error.message } : { data };
    } catch (error) {
      if (error instanceof z.ZodError) return { code: 'NOT_GRAPHQL', message: error.message };
      return { code: 'NETWORK', message: String(error) };
    }
  }
}
