import type { Mutant } from './mutants.ts';

/** A guard taken out by edits of one file: pairs of what stands there and what takes its place. */
export const guard = (
  name: string,
  caughtBy: string,
  file: string,
  ...pairs: [string, string][]
): Mutant => ({
  name,
  edits: pairs.map(([find, replace]) => ({ file: `src/${file}`, find, replace })),
  caughtBy,
});
