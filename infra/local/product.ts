import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tailOf } from './log-file.ts';
import { root } from './root.ts';
import { runLogged } from './run-command.ts';
import { type Group, openGroup, type Supervised } from './supervise.ts';
import { step, Trouble } from './terminal.ts';

/** The product's processes, from server/dist. */
export type Product = {
  /** Prepares database, bucket and broker, then starts every process and waits until it answers. @throws Trouble when one does not. */
  start: () => Promise<void>;
  /** Lets the processes finish what they are doing, and stops them. */
  stop: () => Promise<void>;
};

/**
 * The product on the services that `env` names, not started yet.
 * @param dir where its logs and process notes go.
 * @param env every variable of server/src/config.ts that is needed; without EDGE_PORT there is no edge.
 */
export function openProduct(dir: string, env: Record<string, string>): Product {
  const groups: Group[] = [];
  // Two copies of Pic-up, or two users of the machine, must not meet in /tmp.
  const temporary = join(dir, 'tmp');
  const environment = { ...process.env, NODE_ENV: 'production', TMPDIR: temporary, ...env };
  const command = (name: string) => ['--enable-source-maps', join(root, 'server', 'dist', `${name}.js`)];
  const launch = (name: string): Supervised => {
    const group = openGroup(dir);
    groups.push(group);
    return group.supervise({ name, file: process.execPath, args: command(name), env: environment });
  };
  return {
    start: async () => {
      rmSync(temporary, { recursive: true, force: true });
      mkdirSync(temporary, { recursive: true, mode: 0o700 });
      await step('database, bucket and broker prepared', async () => {
        const log = join(dir, 'log', 'setup.log');
        if (await runLogged(process.execPath, command('setup'), log, { env: environment })) return;
        throw new Trouble(`They could not be prepared. The end of ${log}:\n${tailOf(log)}`);
      });
      await step('Pic-up', async () => {
        const api = launch('api');
        launch('relay');
        launch('worker');
        const edge = env.EDGE_PORT === undefined ? undefined : launch('edge');
        await Promise.all([
          api.ready(() => isHealthy(`http://127.0.0.1:${env.PORT}/healthz`)),
          edge?.ready(() => answers(`http://127.0.0.1:${env.EDGE_PORT}/`)),
        ]);
      });
    },
    stop: async () => {
      await Promise.all(groups.map((group) => group.stop()));
    },
  };
}

async function isHealthy(url: string): Promise<boolean> {
  const response = await fetchOnce(url);
  return response?.ok === true;
}

async function answers(url: string): Promise<boolean> {
  return (await fetchOnce(url)) !== undefined;
}

function fetchOnce(url: string): Promise<Response | undefined> {
  return fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
}
