const firstDelayMs = 500;
const longestDelayMs = 30_000;

/**
 * How long to wait before try number `attempt` + 1, in milliseconds. Doubles each time up to 30 s, half of it random, so
 * that many tabs do not come back at the same instant; never shorter than what the server asked for.
 */
export function retryDelay(attempt: number, random: () => number, retryAfterMs: number | null): number {
  const full = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.max(0, attempt - 1));
  const jittered = full / 2 + (full / 2) * random();
  return Math.max(jittered, retryAfterMs ?? 0);
}

/** Reads a Retry-After header: seconds or an HTTP date, in milliseconds from now; null where there is none or it is wrong. */
export function parseRetryAfter(value: string | null, nowMs: number): number | null {
  if (value === null || value.trim() === '') return null;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
