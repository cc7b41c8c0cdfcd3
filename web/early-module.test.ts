import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { earlyChunk, earlyModule } from './early-module.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'picup-early-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('runs before the app, and waits for nothing but what it imports itself', async () => {
  const files = {
    'index.html': '<!doctype html><head></head><body><script type="module" src="/main.js"></script></body>',
    'main.js':
      "import { both } from './both.js'; import { later } from './later.js'; console.info(both, later);",
    'both.js': "export const both = { words: 'of both' };",
    'later.js': "export const later = { words: 'of the app' };",
    'early.js': "import { both } from './both.js'; console.info('early', both);",
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(root, name), content);
  const early = join(root, 'early.js');
  await build({
    configFile: false,
    root,
    logLevel: 'silent',
    plugins: [earlyModule(early)],
    build: { rolldownOptions: { output: { codeSplitting: { groups: [earlyChunk(early, 'first')] } } } },
  });

  const built = (path: string) => readFile(join(root, 'dist', path), 'utf8');
  const scripts = [...(await built('index.html')).matchAll(/<script[^>]* src="([^"]+)"/g)].map(
    ([, path = '']) => path,
  );
  expect(scripts).toHaveLength(2);
  const [first = '', app = ''] = await Promise.all(scripts.map(built));
  expect(first).toContain('of both');
  expect(first).not.toContain('of the app');
  expect(first).not.toMatch(/\bimport\b/);
  expect(app).toContain('of the app');
  expect(app).not.toContain('of both');
});
