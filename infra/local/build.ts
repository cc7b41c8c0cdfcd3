import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.ts';
import { runCommand } from './run-command.ts';
import { step } from './terminal.ts';

const web = join(root, 'web');
const mark = join(web, 'dist', '.built-from');
const outside = ['pnpm-lock.yaml', 'server/schema.graphql', 'server/contract.graphql'];
const notSources = new Set(['node_modules', 'dist']);

/** Bundles the server's processes into server/dist; takes about a second. @throws Trouble with what is wrong. */
export async function buildServer(): Promise<void> {
  await step('server built', () => runCommand(process.execPath, [join(root, 'server', 'build.ts')]));
}

/** Builds the web app into web/dist, unless nothing it is made from has changed. @throws Trouble with what is wrong. */
export async function buildWeb(): Promise<void> {
  const inputs = hashOfInputs();
  if (existsSync(mark) && readFileSync(mark, 'utf8') === inputs) return;
  await step('web app built', async () => {
    await generateWebTypes();
    await runCommand(join(web, 'node_modules', '.bin', 'vite'), ['build', '--logLevel', 'warn'], {
      cwd: web,
    });
  });
  writeFileSync(mark, inputs);
}

/** Writes the web app's types of its operations, which are not checked in. @throws Trouble with what is wrong. */
export async function generateWebTypes(): Promise<void> {
  await runCommand(join(web, 'node_modules', '.bin', 'graphql-codegen'), ['--config', 'codegen.ts'], {
    cwd: web,
  });
}

function hashOfInputs(): string {
  const hash = createHash('sha256');
  for (const path of [...sources(web), ...outside.map((file) => join(root, file))]) {
    if (existsSync(path))
      hash
        .update(`${path.slice(root.length)}\0`)
        .update(readFileSync(path))
        .update('\0');
  }
  return hash.digest('hex');
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !notSources.has(name) && !name.includes('.generated.'))
    .flatMap((entry) =>
      entry.isDirectory() ? sources(join(folder, entry.name)) : [join(folder, entry.name)],
    )
    .sort();
}
