import { defineConfig, devices } from '@playwright/test';
import { chromiumLaunch } from './chromium.ts';

// The address of a running Pic-up: `npm test` starts one of its own and names it here.
export default defineConfig({
  testDir: '.',
  timeout: 90_000,
  expect: { timeout: 20_000 },
  fullyParallel: true,
  workers: 2,
  // A whole product and two browsers on few cores: what fails once is tried again, and `npm test` says how many were.
  retries: 1,
  reporter: [
    ['list'],
    ...(process.env.PICUP_REPORT ? [['json', { outputFile: process.env.PICUP_REPORT }] as const] : []),
  ],
  globalSetup: './global-setup.ts',
  use: {
    baseURL: process.env.PICUP_URL ?? 'http://localhost:4000',
    launchOptions: chromiumLaunch,
    locale: 'en-US',
    // What it answers never passes a test's own routes; the journeys of the installed app allow it.
    serviceWorkers: 'block',
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'desktop', testIgnore: /phone\.spec\.ts/, use: { viewport: { width: 1440, height: 900 } } },
    {
      name: 'phone',
      testMatch: /phone\.spec\.ts/,
      use: { ...devices['Pixel 7'], launchOptions: chromiumLaunch, viewport: { width: 360, height: 780 } },
    },
  ],
});
