import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { keepLogSmall, openLog, tailOf } from './log-file.ts';
import { identify, signal } from './process-identity.ts';
import { forgetProcess, rememberProcess } from './remembered-processes.ts';
import { say, Trouble } from './terminal.ts';
import { waitUntil } from './wait.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A program that ran this long was well: the next crash starts the pauses from the shortest again. */
const WELL_MS = 60_000;
const CRASHES_BEFORE_READY = 3;
const STOP_WITHIN_MS = 15_000;
/** In the middle of its start a program may not hear that it is asked to end; it has nothing to lose then either. */
const STOP_STARTING_WITHIN_MS = 3_000;
const LOG_CHECK_MS = 60_000;

/** A program to keep running. Its log is `log/<name>.log` in the data folder. */
export type Program = {
  name: string;
  file: string;
  args: string[];
  env: NodeJS.ProcessEnv;
};

/** A program that is started again whenever it ends by itself, until its group is stopped. */
export type Supervised = {
  /** Resolves once `check` says yes. @throws Trouble when it doesn't within `withinMs`, or the program keeps ending. */
  ready: (check: () => Promise<boolean>, withinMs?: number) => Promise<void>;
};

/** Programs that lean on one another. */
export type Group = {
  /** Starts a program and keeps it running. It leads its own process group: Ctrl-C does not reach it. */
  supervise: (program: Program) => Supervised;
  /**
   * Asks the programs to end, the last one first and each when the one before has ended; makes those end that take too
   * long. No process of theirs is left afterwards, and no more can be started.
   */
  stop: () => Promise<void>;
};

const running = new Set<ChildProcess>();

/** Ends every supervised program at once, without asking; for the second Ctrl-C. */
export function killEverything(): void {
  for (const { pid } of running) if (pid) signal(pid, 'SIGKILL', true);
}

/** A group with nothing in it yet. Logs and process notes go below `dir`. */
export function openGroup(dir: string): Group {
  const stops: (() => Promise<void>)[] = [];
  let closed = false;
  return {
    supervise: (program) => {
      if (closed) throw new Trouble(`${program.name} is not started: Pic-up is stopping.`);
      const { ready, stop } = supervise(program, dir);
      stops.unshift(stop);
      return { ready };
    },
    stop: async () => {
      closed = true;
      for (const stop of stops) await stop();
    },
  };
}

function supervise(program: Program, dir: string): Supervised & { stop: () => Promise<void> } {
  const log = join(dir, 'log', `${program.name}.log`);
  let child: ChildProcess | undefined;
  let crashes = 0;
  let starting = false;
  let stopping = false;
  let pauseMs = FIRST_PAUSE_MS;
  let restart: NodeJS.Timeout | undefined;
  const logCheck = setInterval(() => keepLogSmall(log), LOG_CHECK_MS);

  function launch(): void {
    const output = openLog(log);
    const startedAt = performance.now();
    const started = spawn(program.file, program.args, {
      env: program.env,
      cwd: dir,
      detached: true,
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    child = started;
    running.add(started);
    const identity = started.pid === undefined ? undefined : identify(started.pid);
    if (identity) rememberProcess(dir, program.name, identity);
    let ended = false;
    const end = (how: string) => {
      if (ended) return;
      ended = true;
      running.delete(started);
      if (started.pid) signal(started.pid, 'SIGKILL', true);
      forgetProcess(dir, program.name);
      if (stopping) return;
      crashes += 1;
      if (performance.now() - startedAt > WELL_MS) pauseMs = FIRST_PAUSE_MS;
      say(
        `${program.name} ended by itself (${how}); starting it again in ${pauseMs / 1000} s. Its log: ${log}`,
      );
      restart = setTimeout(launch, pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    };
    started.on('error', (error) => end(error.message));
    started.on('exit', (code, name) => end(name ?? `exit code ${code}`));
  }

  launch();
  return {
    ready: async (check, withinMs = 60_000) => {
      starting = true;
      let failed = false;
      const answered = await waitUntil(async () => {
        failed = crashes >= CRASHES_BEFORE_READY;
        return failed || (await check());
      }, withinMs);
      starting = !answered;
      if (answered && !failed) return;
      const what = failed ? 'keeps ending' : `did not answer within ${withinMs / 1000} s`;
      throw new Trouble(`${program.name} ${what}. The end of ${log}:\n${tailOf(log)}`);
    },
    stop: async () => {
      stopping = true;
      clearTimeout(restart);
      clearInterval(logCheck);
      const pid = child?.pid;
      if (!child || !pid || !running.has(child)) return;
      const one = child;
      signal(pid, 'SIGTERM');
      const withinMs = starting ? STOP_STARTING_WITHIN_MS : STOP_WITHIN_MS;
      if (await waitUntil(() => !running.has(one), withinMs)) return;
      if (!starting) say(`${program.name} does not stop by itself: ending it.`);
      signal(pid, 'SIGKILL', true);
      await waitUntil(() => !running.has(one), STOP_WITHIN_MS);
    },
  };
}
