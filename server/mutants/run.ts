import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allMutants } from './all-mutants.ts';
import type { Mutant } from './guard.ts';

const server = fileURLToPath(new URL('..', import.meta.url));

/** A copy of the server that may be broken: its own source, everything else shared. */
async function copyServer(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'picup-mutant-'));
  const own = (path: string) => join(copy, 'server', path);
  await cp(join(server, 'src'), own('src'), { recursive: true });
  for (const name of [
    'tsconfig.json',
    'vitest.config.ts',
    'package.json',
    'contract.graphql',
    'schema.graphql',
  ])
    await cp(join(server, name), own(name));
  await cp(join(server, '../.tsconfig.base.json'), join(copy, '.tsconfig.base.json'));
  await symlink(join(server, 'node_modules'), own('node_modules'));
  await symlink(join(server, '../migrations'), join(copy, 'migrations'));
  return copy;
}

async function breakGuard(copy: string, mutant: Mutant): Promise<void> {
  for (const { file, find, replace } of mutant.edits) {
    const path = join(copy, 'server', file);
    const source = await readFile(path, 'utf8');
    if (!source.includes(find))
      throw new Error(`${mutant.name}: ${file} no longer has «${find}»; mend the mutant.`);
    await writeFile(path, source.replaceAll(find, replace));
  }
}

function runTests(copy: string, file: string): Promise<{ passed: boolean; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(server, 'node_modules/vitest/vitest.mjs'), 'run', file], {
      cwd: join(copy, 'server'),
      env: { ...process.env, PROPERTY_RUNS: process.env.PROPERTY_RUNS ?? '150' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (output += String(chunk)));
    child.on('close', (code) => resolve({ passed: code === 0, output }));
  });
}

const wanted = process.argv.slice(2);
let survived = 0;
// A word chooses by the mutant's name, or by the test that must catch it.
for (const mutant of allMutants.filter(
  ({ name, caughtBy }) =>
    wanted.length === 0 || wanted.some((word) => name.includes(word) || caughtBy.includes(word)),
)) {
  const copy = await copyServer();
  try {
    await breakGuard(copy, mutant);
    const started = performance.now();
    const { passed, output } = await runTests(copy, mutant.caughtBy);
    const plain = output.replace(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g'), '');
    // Red for its own reason: a copy that does not even load would prove nothing.
    const ran = /Tests\s.*\d+ (failed|passed)/.test(plain);
    const caught = !passed && ran;
    if (!caught) survived += 1;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const by = caught ? ` ← ${/FAIL\s+\S+ > (.+)/.exec(plain)?.[1]}` : '';
    process.stdout.write(
      `${caught ? 'caught  ' : 'SURVIVED'} ${seconds.padStart(6)} s  ${mutant.name}${by}\n`,
    );
    if (!ran) process.stdout.write(output);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
process.stdout.write(`${survived} mutants survived\n`);
process.exitCode = survived > 0 ? 1 : 0;
