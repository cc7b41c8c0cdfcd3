/** What the history remembers of a lightbox that was opened from the grid behind it. */
export const fromGrid = { fromGrid: true };

/** Whether the step before this one in the history is the grid that the lightbox lies over. */
export function isFromGrid(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'fromGrid' in state;
}
