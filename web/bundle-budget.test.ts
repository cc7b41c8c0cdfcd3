import { randomBytes } from 'node:crypto';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import { bundleBudget, filesOf } from './bundle-budget.ts';

const chunks = new Map([
  ['main.js', { code: '', imports: ['shared.js', 'react.js'] }],
  ['shared.js', { code: '', imports: ['react.js', 'main.js'] }],
  ['react.js', { code: '', imports: [] }],
  ['lazy.js', { code: '', imports: ['shared.js', 'own.js'] }],
  ['own.js', { code: '', imports: [] }],
]);

/** Builds a page whose first chunk holds some 3 kB that no compression makes smaller. */
function buildWith(budget: number, name = 'main') {
  const filler = randomBytes(2250).toString('base64');
  return build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, rollupOptions: { input: { main: 'virtual:main' } } },
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === 'virtual:main' ? id : null),
        load: (id) => (id === 'virtual:main' ? `console.info('${filler}')` : null),
      },
      bundleBudget([name, budget], {}),
    ],
  });
}

describe('filesOf', () => {
  it('follows what comes at once, each file once', () => {
    expect([...filesOf('main.js', chunks)]).toEqual(['main.js', 'shared.js', 'react.js']);
  });

  it('leaves out what the page has already', () => {
    expect([...filesOf('lazy.js', chunks, filesOf('main.js', chunks))]).toEqual(['lazy.js', 'own.js']);
  });
});

describe('bundleBudget', () => {
  it('lets a build through that keeps to it', async () => {
    await expect(buildWith(4)).resolves.toBeDefined();
  });

  it('fails one that has grown too heavy, and says by how much', async () => {
    await expect(buildWith(2)).rejects.toThrow(/main weighs 2\.\d kB after gzip; its budget is 2 kB/);
  });

  it('fails when a part that has a budget is gone', async () => {
    await expect(buildWith(4, 'player')).rejects.toThrow(/no chunk named player/);
  });
});
