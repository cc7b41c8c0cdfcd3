import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allMutants } from './all-mutants.ts';

const server = join(import.meta.dirname, '..');

test('every mutant finds the guard that it takes out, and the test that must see it', async () => {
  const lost: string[] = [];
  for (const { name, edits, caughtBy } of allMutants) {
    if (!existsSync(join(server, caughtBy))) lost.push(`${name}: there is no ${caughtBy}`);
    for (const { file, find } of edits)
      if (!(await readFile(join(server, file), 'utf8')).includes(find)) lost.push(`${name}: ${file}`);
  }
  expect(lost).toEqual([]);
});

test('no two mutants have one name', () => {
  const names = allMutants.map(({ name }) => name);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});
