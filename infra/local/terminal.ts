const REMIND_MS = 10_000;

/** Writes one line to the terminal. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Does one named piece of work and prints how many seconds it took; says in between that it is still at it. */
export async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const seconds = () => ((performance.now() - start) / 1000).toFixed(1);
  const reminder = setInterval(() => say(`  … ${name} (${seconds()} s so far)`), REMIND_MS);
  try {
    const result = await work();
    say(`  ✓ ${name} (${seconds()} s)`);
    return result;
  } finally {
    clearInterval(reminder);
  }
}

/** What is wrong, in a sentence for the person at the terminal; no stack is shown for it. */
export class Trouble extends Error {
  override name = 'Trouble';
}

/** Aborted once Pic-up is told to stop: what is under way then is given up. */
export const stopping = new AbortController();
