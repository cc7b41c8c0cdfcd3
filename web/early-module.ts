import { resolve } from 'node:path';
import type { Plugin, Rolldown } from 'vite';

/**
 * Lets the built page run a module of its own beside the app and before it. Styles that only it imports would not be there.
 * @param entry the module's path.
 */
export function earlyModule(entry: string): Plugin {
  const file = resolve(entry);
  return {
    name: 'early-module',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'chunk', id: file });
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const built = Object.values(bundle ?? {}).find(
          (output) => output.type === 'chunk' && output.moduleIds.includes(file),
        );
        if (!built) throw new Error(`The bundle has no chunk of ${entry}.`);
        const attrs = { type: 'module', crossorigin: true, src: `/${built.fileName}` };
        return [{ tag: 'script', attrs, injectTo: 'head-prepend' }];
      },
    },
  };
}

/** A chunk of all that an early module imports, which it waits for: without it that would come within the much larger app. */
export function earlyChunk(entry: string, name: string): Rolldown.CodeSplittingGroup {
  const parts = new Set<string>();
  const add = (id: string, context: Rolldown.ChunkingContext) => {
    if (parts.has(id)) return;
    parts.add(id);
    for (const imported of context.getModuleInfo(id)?.importedIds ?? []) add(imported, context);
  };
  return {
    name(id, context) {
      add(resolve(entry), context);
      return parts.has(id) ? name : null;
    },
    priority: 1,
  };
}
