import { killEverything } from './supervise.ts';
import { say, stopping, Trouble } from './terminal.ts';

/** A terminal's Ctrl-C arrives twice: from the terminal itself, and passed on by npm. */
const SAME_KEYSTROKE_MS = 1_000;
const PARENT_CHECK_MS = 300;

/**
 * Does the work of one command until it is done or somebody stops it: Ctrl-C, a signal, or the death of npm above it.
 * Never returns: the process ends, and nothing it started is left.
 * @param work resolves with the exit code; it gives up soon once `stopping` is aborted.
 * @param cleanUp stops what the work started, also in its middle.
 * @param stoppedCode the exit code for being stopped.
 */
export async function live(
  work: () => Promise<number>,
  cleanUp: () => Promise<void>,
  stoppedCode: number,
): Promise<never> {
  // A terminal that is gone must not keep us from stopping.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  const asked = new Promise<number>((resolve) => {
    let since: number | undefined;
    const stop = (code: number) => {
      if (since === undefined) {
        since = performance.now();
        say('Stopping …');
        stopping.abort();
        resolve(code);
      } else if (performance.now() - since > SAME_KEYSTROKE_MS) {
        killEverything();
        process.exit(1);
      }
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => stop(stoppedCode));
    const parent = process.ppid;
    setInterval(
      () => process.ppid !== parent && !stopping.signal.aborted && stop(1),
      PARENT_CHECK_MS,
    ).unref();
  });
  const done = work().catch((error: unknown) => {
    if (!stopping.signal.aborted) process.stderr.write(`\n${describe(error)}\n`);
    return 1;
  });
  const code = await Promise.race([done, asked]);
  stopping.abort();
  await cleanUp();
  await done;
  killEverything();
  process.exit(code);
}

function describe(error: unknown): string {
  if (error instanceof Trouble) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
