import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { bundleBudget } from './bundle-budget.ts';
import { earlyChunk, earlyModule } from './early-module.ts';
import { firstQuestions } from './first-questions.ts';
import { precompress } from './precompress.ts';
import { serviceWorker } from './service-worker.ts';
import { timelineStart } from './src/timeline/timeline-sections.ts';

// `pnpm --filter @picup/web exec vite` serves the sources and hands the API's paths to a running Pic-up.
const api = process.env.PICUP_API ?? 'http://localhost:4000';

/** video.js carries an icon font for players that do not draw their icons as SVG. Ours do: no byte of it is shipped. */
const withoutIconFont: Plugin = {
  name: 'video-js-without-icon-font',
  enforce: 'pre',
  transform: {
    filter: { id: /video-js\.css$/ },
    handler: (code) => code.replace(/@font-face\s*\{[^}]*\}/, ''),
  },
};

/** What draws the timeline's first pictures. */
const firstScreen = join(import.meta.dirname, 'src/timeline/first-screen.entry.ts');

export default defineConfig({
  plugins: [
    react(),
    withoutIconFont,
    firstQuestions([
      { operationName: 'Viewer', variables: {}, at: '' },
      { operationName: 'TimelineStart', variables: timelineStart, at: '^/(photo/|$)' },
    ]),
    earlyModule(firstScreen),
    bundleBudget(['index', 220], { 'start-engine': 40, Lightbox: 45, VideoPlayer: 110 }),
    serviceWorker('src/sw/sw.ts', {
      // Only those who open a video pay for the player.
      isLeftOut: (name) => name.includes('VideoPlayer'),
      extra: ['before-paint.js', 'manifest.webmanifest', 'favicon.svg', 'icon-192.png'],
    }),
    precompress(),
  ],
  server: { proxy: { '/graphql': { target: api, ws: true }, '/healthz': api } },
  build: {
    // Every browser that has light-dark() and popover, which the styles rely on.
    target: ['chrome123', 'firefox125', 'safari17.5'],
    manifest: true,
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // Few files, for each costs a way to the server and back; and more than one, for each is a task of its own to start.
        codeSplitting: {
          groups: [
            earlyChunk(firstScreen, 'first-screen'),
            {
              name: 'react',
              test: /node_modules[\\/](?:react|react-dom|scheduler)[\\/]/,
              tags: ['$initial'],
            },
            { name: 'libraries', test: /node_modules/, tags: ['$initial'] },
            { name: 'app', tags: ['$initial'] },
          ],
        },
      },
    },
    chunkSizeWarningLimit: 800,
  },
  test: { environment: 'node', include: ['*.test.ts', 'src/**/*.test.ts'], testTimeout: 20_000 },
});
