import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { dir: 'infra/local', testTimeout: 60_000, expect: { poll: { timeout: 20_000 } } },
});
