import { join } from 'node:path';
import { build } from 'esbuild';

const server = join(import.meta.dirname, '..');

/**
 * Builds the product's processes with their libraries inside, so that a process starts in a third of the time: a trial that
 * kills hundreds of them spends its minutes on the deaths and not on the births. Answers the folder.
 */
export async function buildWhole(): Promise<string> {
  const outdir = join(server, 'dist', 'whole');
  await build({
    absWorkingDir: server,
    entryPoints: [
      ...['api', 'relay', 'worker', 'batch'].map((name) => ({ in: `src/${name}.ts`, out: name })),
      { in: 'src/media/media.child.ts', out: 'media.child' },
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
    sourcemap: true,
    logLevel: 'error',
  });
  return outdir;
}
