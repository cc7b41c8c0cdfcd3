import { setTimeout as delay } from 'node:timers/promises';
import type { Dice } from './dice.ts';
import type { FaultStore, StoreFault } from './fault-store.ts';
import type { FaultWire, WireFault } from './fault-wire.ts';
import type { OwnRedis } from './own-redis.ts';
import type { Program } from './program.ts';

type FaultName = 'kill' | 'freeze' | 'roll' | 'wire' | 'client' | 'store' | 'wipe' | 'killRedis' | 'batch';

/** What can be broken; a part that is not there is passed over. */
export type Breakable = {
  programs: Program[];
  /** Between programs and what they lean on. */
  wires: { name: string; wire: FaultWire }[];
  /** Between clients and what they call. */
  clientWires?: FaultWire[];
  stores?: FaultStore[];
  redis?: OwnRedis;
  /** Runs the deletion batch once, killed after so many milliseconds; answers its exit code, null where it was killed. */
  runBatch?: (killAfterMs?: number) => Promise<number | null>;
};

/** How often each kind of fault comes, by weight. */
export type Weather = Record<FaultName, number>;

/** Everything at once, the most frequent first. */
export const stormWeather: Weather = {
  wire: 30,
  kill: 20,
  freeze: 14,
  store: 10,
  client: 8,
  batch: 6,
  roll: 5,
  wipe: 4,
  killRedis: 3,
};

const wireFaults: Record<WireFault['kind'], number> = {
  latency: 4,
  cutBefore: 5,
  cutAfter: 5,
  hold: 4,
  blackHole: 2,
  reset: 3,
};

/** Breaks one thing after the other, several at the same time. */
export class Faults {
  readonly #done = new Map<string, number>();
  readonly #parts: Breakable;
  readonly #dice: Dice;
  readonly #weather: Weather;
  readonly #underWay = new Set<Promise<void>>();

  constructor(parts: Breakable, dice: Dice, weather: Weather) {
    this.#parts = parts;
    this.#dice = dice;
    this.#weather = weather;
  }

  /** How many faults were done. */
  get total(): number {
    return [...this.#done.values()].reduce((sum, n) => sum + n, 0);
  }

  /** Such as `kill api 4, redis wipe 1`. */
  get text(): string {
    const entries = [...this.#done].sort(([, a], [, b]) => b - a);
    return entries.map(([name, n]) => `${name} ${n}`).join(', ');
  }

  /**
   * Does faults until told to stop, and answers when the last one is over.
   * @param pauseMs the longest time from one fault to the next.
   */
  async rage(mayGoOn: () => boolean, pauseMs: number): Promise<void> {
    while (mayGoOn()) {
      await delay(this.#dice.between(pauseMs / 10, pauseMs));
      if (this.#underWay.size >= 4) continue;
      const fault = this.#begin().finally(() => this.#underWay.delete(fault));
      this.#underWay.add(fault);
    }
    await Promise.all(this.#underWay);
  }

  #note(name: string): void {
    this.#done.set(name, (this.#done.get(name) ?? 0) + 1);
  }

  /** Mostly short; sometimes longer than any lease, heartbeat or time-out within reach. */
  #howLong(): number {
    return this.#dice.chance(0.12) ? this.#dice.between(6_000, 14_000) : this.#dice.between(50, 2_500);
  }

  async #begin(): Promise<void> {
    const { redis, programs, wires, stores = [], clientWires = [], runBatch } = this.#parts;
    const kind = this.#dice.weighted(this.#weather);
    switch (kind) {
      case 'kill':
      case 'freeze':
      case 'roll': {
        const up = programs.filter((program) => program.isUp);
        if (up.length === 0) return;
        const program = this.#dice.pick(up);
        this.#note(`${kind} ${program.spec.role}`);
        if (kind === 'kill') program.kill(this.#dice.between(100, 1_500));
        else if (kind === 'roll') await program.roll();
        else {
          const goOn = program.freeze();
          await delay(this.#howLong());
          goOn();
        }
        return;
      }
      case 'wire': {
        const { name, wire } = this.#dice.pick(wires);
        return this.#breakWire(name, wire);
      }
      case 'client':
        return this.#breakWire('client', this.#dice.pick(clientWires));
      case 'store': {
        const store = this.#dice.pick(stores);
        const fault: StoreFault['kind'] = this.#dice.weighted({ refuse: 5, forget: 3, keepKeys: 2 });
        this.#note(`s3 ${fault}`);
        store.set({ kind: fault, odds: 0.2 + this.#dice.next() * 0.6 });
        await delay(this.#howLong());
        store.set(undefined);
        return;
      }
      case 'wipe':
        this.#note('redis wipe');
        await redis?.wipe().catch(() => undefined);
        return;
      case 'killRedis':
        this.#note('redis kill');
        await redis?.fall(this.#howLong());
        return;
      case 'batch': {
        const cut = this.#dice.chance(0.5);
        this.#note(cut ? 'kill batch' : 'batch');
        await runBatch?.(cut ? this.#dice.between(500, 4_000) : undefined);
      }
    }
  }

  async #breakWire(name: string, wire: FaultWire): Promise<void> {
    const kind = this.#dice.weighted(wireFaults);
    this.#note(`${name} ${kind}`);
    wire.set(kind === 'latency' ? { kind, ms: this.#dice.between(20, 800) } : { kind });
    await delay(this.#howLong());
    wire.set(undefined);
  }
}
