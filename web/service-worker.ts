import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin, type ResolvedConfig } from 'vite';

/** A file that the service worker keeps. The revision is null where the name itself changes with what is in it. */
export interface KeptFile {
  readonly url: string;
  readonly revision: string | null;
}

/** Lists files for the service worker to keep: those whose names hold a hash by their names alone. */
export function keptFiles(files: ReadonlyMap<string, string | Uint8Array>): KeptFile[] {
  return Array.from(files, ([name, content]) => ({
    url: `/${name}`,
    revision: name.startsWith('assets/')
      ? null
      : createHash('sha256').update(content).digest('hex').slice(0, 16),
  })).sort((one, other) => one.url.localeCompare(other.url));
}

/**
 * Builds a service worker as /sw.js beside the app, with the list of the app's files in it as `APP_FILES`.
 * @param options `isLeftOut` names what is too heavy to be kept before anybody needs it; `extra` files of the public folder.
 */
export function serviceWorker(
  entry: string,
  options: { isLeftOut: (name: string) => boolean; extra: readonly string[] },
): Plugin {
  let config: ResolvedConfig;
  let list: KeptFile[] = [];
  return {
    name: 'service-worker',
    apply: 'build',
    enforce: 'post',
    configResolved(resolved) {
      config = resolved;
    },
    generateBundle(_options, bundle) {
      const files = new Map<string, string | Uint8Array>();
      for (const [name, output] of Object.entries(bundle)) {
        if (!/\.(?:js|css|html)$/.test(name) || options.isLeftOut(name)) continue;
        files.set(name, output.type === 'chunk' ? output.code : output.source);
      }
      for (const name of options.extra) files.set(name, readFileSync(join(config.publicDir, name)));
      list = keptFiles(files);
    },
    async closeBundle() {
      const { root } = config;
      const { outDir, target } = config.build;
      await build({
        configFile: false,
        root,
        publicDir: false,
        logLevel: 'warn',
        define: { APP_FILES: JSON.stringify(list), 'process.env.NODE_ENV': '"production"' },
        build: {
          outDir,
          target,
          emptyOutDir: false,
          // One classic script: not every browser takes a module for a service worker.
          rolldownOptions: { input: join(root, entry), output: { format: 'iife', entryFileNames: 'sw.js' } },
        },
      });
    },
  };
}
