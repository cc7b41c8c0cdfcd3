import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** A part of the bundle as the budget sees it. */
export interface BudgetChunk {
  readonly code: string;
  /** The files that come with it at once. */
  readonly imports: readonly string[];
}

/** A chunk's file with all that it imports at once, but for the files that the page has already. */
export function filesOf(
  start: string,
  chunks: ReadonlyMap<string, BudgetChunk>,
  present: ReadonlySet<string> = new Set(),
): Set<string> {
  const files = new Set<string>();
  const add = (file: string) => {
    if (files.has(file) || present.has(file)) return;
    const chunk = chunks.get(file);
    if (!chunk) return;
    files.add(file);
    for (const imported of chunk.imports) add(imported);
  };
  add(start);
  return files;
}

/**
 * Fails a build whose parts have grown too heavy. `first` and each of `later` name a chunk and its budget in kilobytes after
 * gzip; a later chunk is counted without what the first has brought.
 */
export function bundleBudget(first: [string, number], later: Readonly<Record<string, number>>): Plugin {
  return {
    name: 'bundle-budget',
    generateBundle(_options, bundle) {
      const chunks = new Map<string, BudgetChunk>();
      const files = new Map<string, string>();
      for (const [file, output] of Object.entries(bundle)) {
        if (output.type !== 'chunk') continue;
        chunks.set(file, output);
        files.set(output.name, file);
      }
      const present = filesOf(files.get(first[0]) ?? '', chunks);
      const check = (name: string, kilobytes: number, counted: ReadonlySet<string>) => {
        if (counted.size === 0) this.error(`The bundle has no chunk named ${name}, which has a budget.`);
        let weight = 0;
        for (const file of counted) weight += gzipSync(chunks.get(file)?.code ?? '').length;
        const words = `${name} weighs ${(weight / 1000).toFixed(1)} kB after gzip; its budget is ${kilobytes} kB.`;
        if (weight > kilobytes * 1000) this.error(words);
      };
      check(...first, present);
      for (const [name, kilobytes] of Object.entries(later)) {
        check(name, kilobytes, filesOf(files.get(name) ?? '', chunks, present));
      }
    },
  };
}
