const dayMs = 24 * 3_600_000;

/**
 * The days that a picture stays in the trash, the one that has begun among them; 0 once its time is over.
 * @param leavesAt when it leaves, an ISO instant.
 * @param now milliseconds since 1970.
 */
export function daysLeft(leavesAt: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(leavesAt) - now) / dayMs));
}
