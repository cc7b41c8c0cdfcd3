import { say } from './terminal.ts';

/** One measured figure beside what it has to reach. */
export type Figure = { what: string; wanted: string; measured: string; ok: boolean };

/** Prints figures as one table, the missed ones marked. @returns how many were missed. */
export function printFigures(title: string, figures: Figure[]): number {
  const width = (of: (figure: Figure) => string) =>
    Math.max(0, ...figures.map((figure) => of(figure).length));
  const [what, wanted] = [width((figure) => figure.what), width((figure) => figure.wanted)];
  say(`\n${title}`);
  for (const figure of figures)
    say(
      `  ${figure.ok ? '✓' : '✗'} ${figure.what.padEnd(what)}  ${figure.wanted.padEnd(wanted)}  ${figure.measured}`,
    );
  return figures.filter((figure) => !figure.ok).length;
}
