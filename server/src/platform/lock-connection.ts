import { once } from 'node:events';
import { crc32 } from 'node:zlib';
import type { Redis } from 'ioredis';
import type { Config } from '../config.ts';
import { Bell } from './bell.ts';
import type { Logger } from './log.ts';
import { openRedis } from './redis.ts';

const SHARDS = 16;
const RECONNECT_WAIT_MS = 200;
const REST_MS = 1_000;
const PING_MS = 5_000;

/** Redis as the lock uses it: one connection for commands, one that hears of freed locks, and a breaker before both. */
export class LockConnection {
  readonly client: Redis;
  readonly #subscriber: Redis;
  readonly #prefix: string;
  readonly #log: Logger;
  readonly #bells = new Map<string, Bell>();
  readonly #heartbeat: NodeJS.Timeout;
  /** Set when Redis did not answer; only a fresh connection takes it away, so that no call waits for a timeout in vain. */
  #away = false;
  #restUntil = 0;
  #readiness: Promise<boolean> | undefined;
  #return: Promise<void> | undefined;

  constructor(config: Pick<Config, 'REDIS_URL' | 'REDIS_PREFIX'>, log: Logger) {
    this.#prefix = config.REDIS_PREFIX;
    this.#log = log;
    this.client = openRedis(config, log, 'locks');
    this.client.on('ready', () => {
      this.#away = false;
    });
    this.#subscriber = openRedis(config, log, 'lock-news');
    this.#subscriber.on('message', (_channel: string, memberId: string) => this.#bells.get(memberId)?.ring());
    this.#subscriber.on('ready', () => {
      const channels = Array.from({ length: SHARDS }, (_, shard) => this.#channel(shard));
      // What was told while nobody listened is lost: everybody looks again.
      this.#subscriber.subscribe(...channels).then(
        () => this.#ringAll(),
        () => this.#subscriber.disconnect(true),
      );
    });
    // A connection that only listens does not notice a peer that vanished without a word.
    this.#heartbeat = setInterval(() => {
      if (this.#subscriber.status === 'ready')
        this.#subscriber.ping().catch(() => this.#subscriber.disconnect(true));
    }, PING_MS);
    this.#heartbeat.unref();
  }

  keyOf(memberId: string): string {
    return `${this.#prefix}lock:${memberId}`;
  }

  channelOf(memberId: string): string {
    return this.#channel(crc32(memberId) % SHARDS);
  }

  #channel(shard: number): string {
    return `${this.#prefix}lock-free:${shard}`;
  }

  /** Whether commands can be sent, now or within a moment. */
  async ready(): Promise<boolean> {
    if (this.client.status === 'ready') return true;
    this.#readiness ??= once(this.client, 'ready', { signal: AbortSignal.timeout(RECONNECT_WAIT_MS) })
      .then(
        () => true,
        () => this.client.status === 'ready',
      )
      .finally(() => {
        this.#readiness = undefined;
      });
    return this.#readiness;
  }

  /** Waits until the connection stands again, however long that takes. */
  async back(): Promise<void> {
    // A connection that was given up says 'ready' until it is closed.
    if (!this.#away && this.client.status === 'ready') return;
    this.#return ??= new Promise<void>((resolve) => this.client.once('ready', () => resolve())).finally(
      () => {
        this.#return = undefined;
      },
    );
    await this.#return;
  }

  /**
   * Runs a call that may be repeated, once more where the connection was cut under it. Answers 'away' where Redis is not
   * to be had: at once, while that is known.
   */
  async attempt<T>(call: () => Promise<T>): Promise<T | 'away'> {
    for (let tries = 1; tries <= 2; tries += 1) {
      if (this.#away || performance.now() < this.#restUntil || !(await this.ready())) break;
      try {
        return await call();
      } catch (error) {
        if (this.client.status === 'ready') {
          this.#rest(error);
          return 'away';
        }
      }
    }
    this.#away = this.client.status !== 'ready';
    return 'away';
  }

  // The connection stands, but the command failed: a full or loading Redis says so, a stalled one says nothing.
  #rest(error: unknown): void {
    this.#log.warn({ err: error }, 'Redis refused the lock');
    if (error instanceof Error && error.name === 'ReplyError') {
      this.#restUntil = performance.now() + REST_MS;
      return;
    }
    this.#away = true;
    this.client.disconnect(true);
  }

  /** The bell that a release of this member's lock rings, until it is put away. At most one at a time in a process. */
  bell(memberId: string): Bell {
    const bell = new Bell();
    this.#bells.set(memberId, bell);
    return bell;
  }

  putAwayBell(memberId: string): void {
    this.#bells.delete(memberId);
  }

  #ringAll(): void {
    for (const bell of this.#bells.values()) bell.ring();
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.client.disconnect();
    this.#subscriber.disconnect();
  }
}
