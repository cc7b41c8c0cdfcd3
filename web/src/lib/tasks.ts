/** What must not wait for ever comes after so long also where the browser is never idle. */
const patienceMs = 5_000;

/** Ends in a task of its own: between two of them the page answers to its reader. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}

/** Ends in a moment in which the browser has nothing else to do, or after five seconds. */
export function idleMoment(): Promise<void> {
  return new Promise((resolve) => {
    // Safari does not know idle moments.
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: patienceMs });
    else setTimeout(resolve, patienceMs / 2);
  });
}
