import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));

// Every process is a file of its own in dist, also the children that read media: their parent looks for them beside it.
const children = readdirSync(join(here, 'src', 'media')).filter((file) => file.endsWith('.child.ts'));
const entryPoints = [
  ...['api', 'relay', 'worker', 'edge', 'setup', 'batch', 'redrive', 'reprocess'].map((name) => ({
    in: `src/${name}.ts`,
    out: name,
  })),
  ...children.map((file) => ({ in: `src/media/${file}`, out: basename(file, '.ts') })),
];

const result = await build({
  absWorkingDir: here,
  entryPoints,
  outdir: 'dist',
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  target: 'node24',
  format: 'esm',
  sourcemap: true,
  metafile: true,
  logLevel: 'warning',
}).catch(() => process.exit(1)); // It has said why.

// What an earlier build left behind; a running Pic-up keeps the files that are still the same, and Lambda's is another build.
const built = new Set(Object.keys(result.metafile.outputs).map((path) => basename(path)));
for (const file of readdirSync(join(here, 'dist'))) {
  if (!built.has(file) && !file.startsWith('lambda')) rmSync(join(here, 'dist', file), { recursive: true });
}
