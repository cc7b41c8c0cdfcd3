import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort, until } from '../src/testing/wire.ts';
import { endWithUs } from './end-with-us.ts';

/** A Redis that belongs to one trial, so that it can be killed: it keeps nothing over a restart. */
export class OwnRedis {
  readonly #port: number;
  #turn: Promise<unknown> = Promise.resolve();
  #server: ChildProcess | undefined;

  private constructor(port: number) {
    this.#port = port;
  }

  /** @throws Error where it does not answer within ten seconds. */
  static async start(): Promise<OwnRedis> {
    const own = new OwnRedis(await freePort());
    await own.start();
    return own;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  /** Gone at once with all it held, and back empty after so many milliseconds. One such fall after the other. */
  fall(downMs: number): Promise<void> {
    const fall = this.#turn.then(async () => {
      await this.stop();
      await delay(downMs);
      await this.start();
    });
    this.#turn = fall.catch(() => undefined);
    return fall;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  }

  /** Starts it, empty. @throws Error where it does not answer within ten seconds. */
  async start(): Promise<void> {
    const args = ['--port', String(this.#port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    this.#server = spawn('redis-server', args, { stdio: 'ignore', cwd: '/' });
    this.#server.on('error', () => undefined);
    endWithUs(this.#server);
    const answers = () => this.ask((redis) => redis.ping()).then(Boolean, () => false);
    await until(answers, 10_000);
  }

  /** Everything it holds is gone; connections stay. */
  async wipe(): Promise<void> {
    await this.ask((redis) => redis.flushall());
  }

  /** Asks it something on a connection of its own. */
  async ask<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.url, { lazyConnect: true, retryStrategy: null, connectTimeout: 1_000 });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      return await work(redis);
    } finally {
      redis.disconnect();
    }
  }
}
