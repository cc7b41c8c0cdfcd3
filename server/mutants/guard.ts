/** A guard taken out of a copy of the source, and the test file that must then fail. */
export type Mutant = {
  name: string;
  edits: { file: string; find: string; replace: string }[];
  caughtBy: string;
};

/** One change of the source: what stands in a file of it, and what takes its place. */
export const edit = (file: string, find: string, replace: string): Mutant['edits'][number] => ({
  file: `src/${file}`,
  find,
  replace,
});

/** A guard taken out by edits of one file: pairs of what stands there and what takes its place. */
export const guard = (
  name: string,
  caughtBy: string,
  file: string,
  ...pairs: [string, string][]
): Mutant => ({
  name,
  edits: pairs.map(([find, replace]) => edit(file, find, replace)),
  caughtBy,
});
