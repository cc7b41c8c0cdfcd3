import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildServer, buildWeb } from './build.ts';
import { claimFolder } from './claim-folder.ts';
import { live } from './lifetime.ts';
import { openLocalState } from './local-state.ts';
import { choosePort } from './ports.ts';
import { openProduct, type Product } from './product.ts';
import { productEnv } from './product-env.ts';
import { endLeftovers } from './remembered-processes.ts';
import { root } from './root.ts';
import { allServices, openStack, type Stack } from './stack.ts';
import { ensurePackages, type SystemPackage } from './system-packages.ts';
import { stopping } from './terminal.ts';

/** One program that measures, prints its table by itself, and exits non-zero where a figure is missed. */
export type Measurement = {
  /** A TypeScript file of the repository, run by Node in its package's folder. */
  script: string;
  folder: 'server' | 'e2e';
  /** Whether the whole product has to run; its address is then in PICUP_URL, its data folder in PICUP_DATA. */
  product: boolean;
  /** What it needs besides. */
  packages?: SystemPackage[];
};

/**
 * Runs measurements one after the other, each on fresh private services, and leaves nothing behind. Never returns.
 * @param folder the name of the data folder.
 * @param args handed on to each script.
 */
export async function measure(folder: string, measurements: Measurement[], args: string[]): Promise<never> {
  // In the repository and not in /tmp, which may be memory: the store reads and writes past the system's cache.
  const dir = join(root, 'node_modules', '.cache', folder);
  let stack: Stack | undefined;
  let product: Product | undefined;
  let giveBack: (() => void) | undefined;

  const runOne = async ({ script, folder: home, product: needed }: Measurement): Promise<number> => {
    const state = await openLocalState(dir);
    const ownStack = openStack(dir, state);
    stack = ownStack;
    const services = await ownStack.start();
    const port = await choosePort(new Set(Object.values(state.ports)));
    const env = productEnv(dir, state, services, {}, port);
    if (needed) {
      product = openProduct(dir, env);
      await product.start();
    }
    const child = spawn(process.execPath, [join(root, script), ...args], {
      cwd: join(root, home),
      stdio: 'inherit',
      env: {
        ...process.env,
        ...env,
        ...(needed ? { PICUP_URL: `http://localhost:${port}`, PICUP_DATA: dir } : {}),
      },
      signal: stopping.signal,
    });
    child.on('error', () => undefined);
    const [code] = await once(child, 'exit');
    await stopAll();
    return code ?? 1;
  };
  const stopAll = async () => {
    await product?.stop();
    await stack?.stop();
    product = undefined;
    stack = undefined;
    for (const name of ['mariadb', 'redis', 'rabbitmq', 'ceph', 'local.json'])
      rmSync(join(dir, name), { recursive: true, force: true });
  };
  return live(
    async () => {
      giveBack = await claimFolder(dir, Number(process.env.PICUP_NPM_PID));
      await endLeftovers(dir);
      await stopAll();
      const more = measurements.flatMap(({ packages = [] }) => packages);
      await ensurePackages(allServices, join(dir, 'log'), true, more);
      await Promise.all([
        buildServer(),
        measurements.some((measurement) => measurement.product) ? buildWeb() : undefined,
      ]);
      let failed = 0;
      for (const measurement of measurements) failed += (await runOne(measurement)) === 0 ? 0 : 1;
      return failed === 0 ? 0 : 1;
    },
    async () => {
      await stopAll();
      giveBack?.();
      if (giveBack && existsSync(dir)) rmSync(dir, { recursive: true, force: true });
    },
    130,
  );
}
