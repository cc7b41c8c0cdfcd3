import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// `pnpm --filter @picup/web exec vite` serves the sources and hands the API's paths to a running Pic-up.
const api = process.env.PICUP_API ?? 'http://localhost:4000';

export default defineConfig({
  plugins: [react()],
  server: { proxy: { '/graphql': api, '/healthz': api } },
  build: {
    // Every browser that has light-dark() and popover, which the styles rely on.
    target: ['chrome123', 'firefox125', 'safari17.5'],
    manifest: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
  },
  test: { environment: 'node', include: ['src/**/*.test.{ts,tsx}'] },
});
