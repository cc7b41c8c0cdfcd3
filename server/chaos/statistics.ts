/** The value that a share (0 to 1) of the values stay at or below; 0 for none. */
export function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** Milliseconds as a figure shows them. */
export const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;

/** How many of a figure's repeats fit: all of them where the trial has its full time, fewer in a shorter run. */
export const scaled = (repeats: number, budgetMs: number, fullMs: number): number =>
  Math.ceil(repeats * Math.min(1, budgetMs / fullMs));
