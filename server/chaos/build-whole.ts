import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const server = join(import.meta.dirname, '..');

let folder: Promise<string> | undefined;

/**
 * Builds the product's processes, once, with their libraries inside, so that a process starts in a fifth of the time: a
 * trial that kills hundreds of them spends its minutes on the deaths and not on the births. Answers the folder.
 */
export function buildWhole(): Promise<string> {
  folder ??= buildAll();
  return folder;
}

async function buildAll(): Promise<string> {
  const outdir = join(server, 'dist', 'whole');
  rmSync(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: server,
    entryPoints: [
      ...['api', 'relay', 'worker', 'batch'].map((name) => ({ in: `src/${name}.ts`, out: name })),
      { in: 'src/media/media.child.ts', out: 'media.child' },
      { in: 'chaos/trials/outbox.child.ts', out: 'outbox.child' },
    ],
    outdir,
    bundle: true,
    splitting: true,
    // Native parts, and what looks for its own files.
    external: ['sharp', '@node-rs/argon2', 'libheif-js'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    platform: 'node',
    target: 'node24',
    format: 'esm',
    logLevel: 'error',
  });
  return outdir;
}
