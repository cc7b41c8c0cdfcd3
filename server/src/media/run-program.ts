import { spawn } from 'node:child_process';
import { bareEnvironment, type Confinement, confined } from './confine.ts';
import { MediaMachineError } from './media-error.ts';

/** How a program ended. */
export interface ProgramEnd {
  /** Exit code; null where a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Killed by us because it took too long. */
  timedOut: boolean;
  stdout: string;
  stderr: string;
}

/** More than this of either output is noise. */
const outputBytes = 256 * 1024;

/**
 * Runs an external program on a hostile file: confined, without shell, input or environment, and killed when its time is up.
 * @param options.timeoutMs wall time after which it is killed.
 * @param options.quietMs time without a word on its standard output after which it is killed too.
 * @throws MediaMachineError where the program cannot be started; the signal's reason where the caller gave up.
 */
export function runProgram(
  program: string,
  args: string[],
  options: Confinement & { timeoutMs: number; quietMs?: number; cwd: string; signal: AbortSignal },
): Promise<ProgramEnd> {
  const { signal, timeoutMs, quietMs, cwd } = options;
  signal.throwIfAborted();
  const command = confined(program, args, options);
  return new Promise((resolve, reject) => {
    const child = spawn(command.file, command.args, {
      cwd,
      env: { ...bareEnvironment, HOME: cwd, TMPDIR: cwd },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let timedOut = false;
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8');
      child[name].on('data', (text: string) => {
        output[name] = (output[name] + text).slice(0, outputBytes);
      });
    }
    const expire = () => {
      timedOut = true;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(expire, timeoutMs);
    const quiet = quietMs === undefined ? undefined : setTimeout(expire, quietMs);
    if (quiet) child.stdout.on('data', () => quiet.refresh());
    const abort = () => child.kill('SIGKILL');
    signal.addEventListener('abort', abort, { once: true });
    const finish = () => {
      clearTimeout(timer);
      clearTimeout(quiet);
      signal.removeEventListener('abort', abort);
    };
    child.once('error', (cause) => {
      finish();
      reject(new MediaMachineError(`${program} could not be started`, { cause }));
    });
    child.once('close', (code, endSignal) => {
      finish();
      if (signal.aborted) reject(signal.reason);
      // prlimit answers 127 or 126 where the program it should become is not there.
      else if (code === 127 || code === 126) reject(new MediaMachineError(`${program} is not installed`));
      else resolve({ code, signal: endSignal, timedOut, ...output });
    });
  });
}
