import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildServer, buildWeb, generateWebTypes } from './build.ts';
import { claimFolder } from './claim-folder.ts';
import { live } from './lifetime.ts';
import { openLocalState } from './local-state.ts';
import { choosePort } from './ports.ts';
import { openProduct, type Product } from './product.ts';
import { productEnv } from './product-env.ts';
import { endLeftovers } from './remembered-processes.ts';
import { root } from './root.ts';
import { allServices, openStack, type Stack } from './stack.ts';
import { ensurePackages } from './system-packages.ts';
import { say, step } from './terminal.ts';
import { type PartResult, runPart, type TestPart } from './test-part.ts';

// In the repository and not in /tmp, which may be memory: the store reads and writes past the system's cache.
const dir = join(root, 'node_modules', '.cache', 'picup-test');

const checks: TestPart[] = [
  { name: 'types of the server', program: 'tsc', args: ['-p', 'server'] },
  { name: 'types of the web app', program: 'tsc', args: ['-p', 'web'] },
  { name: 'types of the browser tests', program: 'tsc', args: ['-p', 'e2e'] },
  { name: 'types of infra', program: 'tsc', args: ['-p', 'infra/local'] },
  { name: 'lint', program: 'biome', args: ['check', '--error-on-warnings', '.'] },
  {
    name: 'boundaries',
    program: 'depcruise',
    args: ['--config', '.dependency-cruiser.cjs', 'server/src', 'web/src'],
  },
  { name: 'unused code', program: 'knip', args: [] },
];

const tests: TestPart[] = [
  {
    name: 'infra tests',
    program: 'vitest',
    args: ['run', '--config', 'infra/local/vitest.config.ts'],
    report: 'vitest',
  },
  { name: 'web tests', program: 'vitest', args: ['run'], folder: 'web', report: 'vitest' },
  { name: 'server tests', program: 'vitest', args: ['run'], folder: 'server', report: 'vitest' },
];

const browserTests: TestPart = {
  name: 'browser tests',
  program: 'playwright',
  args: ['test'],
  folder: 'e2e',
  report: 'playwright',
};

let stack: Stack | undefined;
let product: Product | undefined;
let giveBack: (() => void) | undefined;

await live(test, cleanUp, 130);

async function test(): Promise<number> {
  const start = performance.now();
  giveBack = await claimFolder(dir, Number(process.env.PICUP_NPM_PID));
  await endLeftovers(dir);
  for (const name of ['mariadb', 'redis', 'rabbitmq', 'ceph', 'log', 'local.json']) {
    rmSync(join(dir, name), { recursive: true, force: true });
  }
  say('Testing Pic-up on services of its own');
  await ensurePackages(allServices, join(dir, 'log'), true);
  const state = await openLocalState(dir);
  const ownStack = openStack(dir, state);
  stack = ownStack;
  const results: PartResult[] = [];
  const [services] = await Promise.all([ownStack.start(), checkEverything(results), buildServer()]);
  for (const part of tests) results.push(await runPart(part, dir, services));

  const port = await choosePort(new Set(Object.values(state.ports)));
  product = openProduct(dir, productEnv(dir, state, services, {}, port));
  await product.start();
  results.push(await runPart(browserTests, dir, { ...services, PICUP_URL: `http://localhost:${port}` }));
  return report(results, (performance.now() - start) / 1000);
}

// The web app's types come first: its checks and its build read them.
async function checkEverything(results: PartResult[]): Promise<void> {
  await step('types of the operations', generateWebTypes);
  const waiting = [...checks];
  const work = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) results.push(await runPart(part, dir, {}));
  };
  await Promise.all([work(), buildWeb().then(work)]);
}

function report(results: PartResult[], seconds: number): number {
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  say('');
  for (const result of results) {
    const again = result.flaky > 0 ? `, ${result.flaky} at the second try only` : '';
    const counts = `${result.passed} passed, ${result.failed} failed${again}`;
    say(`  ${result.name.padEnd(28)} ${result.seconds.toFixed(1).padStart(6)} s  ${counts}`);
  }
  say(`  ${'all'.padEnd(28)} ${seconds.toFixed(1).padStart(6)} s`);
  // The product's own words of a run that failed, where Playwright leaves its traces too.
  if (failed > 0) cpSync(join(dir, 'log'), join(root, 'test-results', 'log'), { recursive: true });
  say(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

async function cleanUp(): Promise<void> {
  await product?.stop();
  await stack?.stop();
  giveBack?.();
  if (giveBack && existsSync(dir)) rmSync(dir, { recursive: true, force: true });
}
