import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../src/testing/wire.ts';
import { endWithUs } from './end-with-us.ts';

/** What a program is told when it starts, and what is told of it. */
export type ProgramSpec = {
  /** Unique in its trial, such as `api-1`. */
  name: string;
  /** Several programs may have the same; the program says `<role> is ready` when it is. */
  role: string;
  /** The file that Node runs, with its arguments. */
  command: string[];
  /** Asked at each start. */
  env: () => Record<string, string>;
  /** A file that takes what it says, over all its starts. */
  log: string;
  /** Told of an armed failpoint that killed it; without, that is a finding. */
  onFailpoint?: (failpoint: string) => void;
  /** Told of what must never happen. */
  onFinding: (finding: string) => void;
};

// Longer than the product takes to drain, and what Kubernetes gives by default.
const GRACE_MS = 30_000;

const compileCache = join(import.meta.dirname, '..', 'dist', '.cache');
// By itself Node keeps what it compiled only at a proper end, which few of these processes come to.
const keepCompiled =
  'data:text/javascript,import { flushCompileCache } from "node:module"; setTimeout(flushCompileCache, 1500).unref();';

/** What a process says of itself that matters here. */
type Words = { ready: () => void; failpoint: (name: string) => void };

/** Starts a process. */
export function launch(
  { role, command, env, log }: Pick<ProgramSpec, 'role' | 'command' | 'env' | 'log'>,
  hear: Words,
): ChildProcess {
  const output = createWriteStream(log, { flags: 'a' });
  // Nothing of the developer's environment, but what programs are found by.
  const child = spawn(process.execPath, ['--import', keepCompiled, ...command], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      NODE_COMPILE_CACHE: compileCache,
      ...env(),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.on('error', () => undefined);
  endWithUs(child);
  child.on('close', () => output.end());
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output.write(chunk);
      if (chunk.includes(`${role} is ready`)) hear.ready();
      const [, failpoint] = /died at failpoint ([\w.]+)/.exec(chunk.toString()) ?? [];
      if (failpoint) hear.failpoint(failpoint);
    });
  return child;
}

/** A process that is started again whenever it ended, as Kubernetes would; it must only ever end when told to. */
export class Program {
  readonly spec: ProgramSpec;
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  /** How the present child is expected to end, if at all. */
  #expected: 'no' | 'killed' | 'stopped' = 'no';
  #frozen = false;
  #ready = false;
  #ended = false;
  #downMs = 0;
  starts = 0;

  constructor(spec: ProgramSpec) {
    this.spec = spec;
    this.#start();
  }

  /** Whether a fault may be done to it now. */
  get isUp(): boolean {
    return this.#ready && this.#expected === 'no' && !this.#frozen;
  }

  /** SIGKILL; started again after so many milliseconds. */
  kill(downMs: number): void {
    this.#expected = 'killed';
    this.#downMs = downMs;
    this.#child?.kill('SIGKILL');
  }

  /** SIGSTOP: stands still, as on a machine that swaps or moves, until the answered function is called. */
  freeze(): () => void {
    this.#frozen = true;
    const child = this.#child;
    child?.kill('SIGSTOP');
    return () => {
      child?.kill('SIGCONT');
      this.#frozen = false;
    };
  }

  /** Asked to end, as at an update, and started anew. */
  async roll(): Promise<void> {
    await this.#stop();
  }

  /** Asked to end for good. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#child?.kill('SIGCONT');
    await this.#stop();
  }

  async #stop(): Promise<void> {
    const exited = this.#exited;
    if (this.#expected === 'no') this.#expected = 'stopped';
    this.#child?.kill('SIGTERM');
    const grace = new AbortController();
    const late = delay(GRACE_MS, 'late', { signal: grace.signal }).catch(() => undefined);
    if ((await Promise.race([exited, late])) === 'late') {
      this.spec.onFinding(`${this.spec.name} did not end within ${GRACE_MS / 1_000} s of SIGTERM`);
      this.kill(0);
      await exited;
    }
    grace.abort();
  }

  #start(): void {
    this.starts += 1;
    this.#expected = 'no';
    this.#downMs = 50;
    this.#ready = false;
    let diedAt: string | undefined;
    const child = launch(this.spec, {
      ready: () => {
        this.#ready = true;
      },
      failpoint: (name) => {
        diedAt = name;
      },
    });
    this.#child = child;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#exited = promise;
    // Not at its exit: only now all that it said was heard.
    child.once('close', (code, signal) => {
      this.#ready = false;
      this.#judge(code, signal, diedAt);
      resolve();
      if (!this.#ended) setTimeout(() => this.#ended || this.#start(), this.#downMs);
    });
  }

  #judge(code: number | null, signal: NodeJS.Signals | null, diedAt: string | undefined): void {
    const { name, onFailpoint, onFinding } = this.spec;
    if (this.#expected === 'killed') return;
    if (this.#expected === 'stopped' && code === 0) return;
    // Told to end before it listens for it: nothing was begun.
    if (this.#expected === 'stopped' && signal === 'SIGTERM') return;
    if (diedAt !== undefined && onFailpoint) {
      onFailpoint(diedAt);
      return;
    }
    const when = this.#expected === 'stopped' ? 'on SIGTERM' : 'by itself';
    onFinding(`${name} ended ${when} (${signal ?? `code ${code}`})`);
  }
}

/** Waits for the first start of all. @throws Error with what it was, where one of them ends meanwhile. */
export async function allUp(programs: Program[], findings: string[]): Promise<void> {
  const isUp = () => programs.every((program) => program.isUp);
  await until(() => isUp() || findings.length > 0, 120_000);
  if (!isUp()) throw new Error(`${findings[0]}; test-results/chaos has its log.`);
}
