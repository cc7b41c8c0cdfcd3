import { setTimeout as delay } from 'node:timers/promises';
import type { Dice } from './dice.ts';
import type { StoreFault } from './fault-store.ts';
import type { FaultWire, WireFault } from './fault-wire.ts';
import type { World } from './world.ts';

type FaultName = 'kill' | 'freeze' | 'roll' | 'wire' | 'client' | 'store' | 'wipe' | 'killRedis' | 'batch';

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

/** Breaks one thing after the other in a world, several at the same time. */
export class Faults {
  readonly done = new Map<string, number>();
  readonly #world: World;
  readonly #dice: Dice;
  readonly #weather: Weather;
  readonly #underWay = new Set<Promise<void>>();

  constructor(world: World, dice: Dice, weather: Weather) {
    this.#world = world;
    this.#dice = dice;
    this.#weather = weather;
  }

  /** How many faults were done. */
  get total(): number {
    return [...this.done.values()].reduce((sum, n) => sum + n, 0);
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
    this.done.set(name, (this.done.get(name) ?? 0) + 1);
  }

  /** Mostly short; sometimes longer than any lease, heartbeat or time-out within reach. */
  #howLong(): number {
    return this.#dice.chance(0.12) ? this.#dice.between(6_000, 14_000) : this.#dice.between(50, 2_500);
  }

  async #begin(): Promise<void> {
    const { redis, programs, lines } = this.#world;
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
        else if (kind === 'freeze') await program.freeze(this.#howLong());
        else await program.roll();
        return;
      }
      case 'wire': {
        const { wires } = this.#dice.pick(Object.values(lines));
        const [service, wire] = this.#dice.pick(Object.entries(wires));
        return this.#breakWire(service, wire);
      }
      case 'client': {
        const { wires } = this.#world.clientLines;
        const own = this.#dice.pick([wires.s3, ...this.#world.apis.map(({ wire }) => wire)]);
        return this.#breakWire('client', own);
      }
      case 'store': {
        const line = this.#dice.pick([...Object.values(lines), this.#world.clientLines]);
        const fault: StoreFault['kind'] = this.#dice.weighted({ refuse: 5, forget: 3, keepKeys: 2 });
        this.#note(`s3 ${fault}`);
        line.store.set({ kind: fault, odds: 0.2 + this.#dice.next() * 0.6 });
        await delay(this.#howLong());
        line.store.set(undefined);
        return;
      }
      case 'wipe':
        this.#note('redis wipe');
        return redis.wipe().catch(() => undefined);
      case 'killRedis':
        this.#note('redis kill');
        return redis.fall(this.#howLong());
      case 'batch': {
        const cut = this.#dice.chance(0.5);
        this.#note(cut ? 'kill batch' : 'batch');
        await this.#world.runBatch(cut ? this.#dice.between(500, 4_000) : undefined);
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
