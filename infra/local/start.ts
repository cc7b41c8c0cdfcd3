import { once } from 'node:events';
import { join } from 'node:path';
import { buildServer, buildWeb } from './build.ts';
import { claimFolder } from './claim-folder.ts';
import { dockerAnswers, runInCompose } from './compose.ts';
import { checkGiven, privateServices } from './given-services.ts';
import { live } from './lifetime.ts';
import { openLocalState } from './local-state.ts';
import { isFree } from './ports.ts';
import { openProduct, type Product } from './product.ts';
import { productEnv } from './product-env.ts';
import { endLeftovers } from './remembered-processes.ts';
import { root } from './root.ts';
import { openStack, type Stack } from './stack.ts';
import { ensurePackages, howToInstall, missingPackages } from './system-packages.ts';
import { say, stopping, Trouble } from './terminal.ts';

const dir = join(root, '.data');
let stack: Stack | undefined;
let product: Product | undefined;
let giveBack: (() => void) | undefined;

await live(start, stop, 0);

async function start(): Promise<number> {
  const given = process.env;
  const port = Number(given.PORT || 4000);
  const services = privateServices(given);
  giveBack = await claimFolder(dir, Number(given.PICUP_NPM_PID));
  await checkGiven(given);
  const leftovers = await endLeftovers(dir);
  if (leftovers.length > 0) say(`Ended what an earlier start had left running: ${leftovers.join(', ')}`);
  if (!(await isFree(port, given.HOST || undefined))) {
    throw new Trouble(
      `Port ${port} is taken by another program: choose another one, as in PORT=${port + 1} npm start.`,
    );
  }
  const missing = missingPackages(services, false);
  if (missing.length > 0 && !(await howToInstall()) && (await dockerAnswers())) return runInCompose(port);

  say('Starting Pic-up');
  const state = await openLocalState(dir, [port]);
  const ownStack = openStack(dir, state, services);
  stack = ownStack;
  const [own] = await Promise.all([
    ensurePackages(services, join(dir, 'log')).then(() => ownStack.start()),
    buildServer(),
    buildWeb(),
  ]);
  product = openProduct(dir, productEnv(dir, state, own, given, port));
  await product.start();
  say(`Pic-up is ready: http://localhost:${port}`);
  if (!stopping.signal.aborted) await once(stopping.signal, 'abort');
  return 0;
}

async function stop(): Promise<void> {
  await product?.stop();
  await stack?.stop();
  giveBack?.();
  if (product) say('Pic-up has stopped.');
}
