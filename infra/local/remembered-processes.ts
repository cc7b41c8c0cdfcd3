import {
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isAlive, type ProcessIdentity, signal } from './process-identity.ts';
import { waitUntil } from './wait.ts';

const STOP_WITHIN_MS = 10_000;

type Remembered = ProcessIdentity & {
  /** The data folder it was started for: a copied folder must not end the processes of the one it was copied from. */
  dir: string;
};

/** Notes down a started process, so that a later start finds it if this one is killed. */
export function rememberProcess(dir: string, name: string, identity: ProcessIdentity): void {
  mkdirSync(join(dir, 'run'), { recursive: true, mode: 0o700 });
  const remembered: Remembered = { ...identity, dir: realpathSync(dir) };
  writeFileSync(`${fileOf(dir, name)}.new`, JSON.stringify(remembered), { mode: 0o600 });
  renameSync(`${fileOf(dir, name)}.new`, fileOf(dir, name));
}

/** Forgets a process that has ended. */
export function forgetProcess(dir: string, name: string): void {
  rmSync(fileOf(dir, name), { force: true });
}

/**
 * Ends what an earlier start left behind, the youngest first: what was started later uses what was started before.
 * @returns the names of what still ran.
 */
export async function endLeftovers(dir: string): Promise<string[]> {
  const left = rememberedProcesses(dir);
  for (const { name, identity } of left.reverse()) {
    await end(identity);
    forgetProcess(dir, name);
  }
  return left.map(({ name }) => name);
}

/** What runs of a data folder's remembered processes, the oldest first. Those that have ended are forgotten. */
export function rememberedProcesses(dir: string): { name: string; identity: ProcessIdentity }[] {
  mkdirSync(join(dir, 'run'), { recursive: true, mode: 0o700 });
  const names = readdirSync(join(dir, 'run')).flatMap((file) => /^(.+)\.json$/.exec(file)?.[1] ?? []);
  return names
    .flatMap((name) => {
      const identity = readRemembered(dir, name);
      if (identity && identity.dir === realpathSync(dir) && isAlive(identity)) return [{ name, identity }];
      forgetProcess(dir, name);
      return [];
    })
    .sort((a, b) => Number(a.identity.startedAt) - Number(b.identity.startedAt));
}

async function end(identity: ProcessIdentity): Promise<void> {
  signal(identity.pid, 'SIGTERM');
  await waitUntil(() => !isAlive(identity), STOP_WITHIN_MS);
  signal(identity.pid, 'SIGKILL', true);
  await waitUntil(() => !isAlive(identity), STOP_WITHIN_MS);
}

function readRemembered(dir: string, name: string): Remembered | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(dir, name), 'utf8'));
  } catch {
    return undefined;
  }
}

function fileOf(dir: string, name: string): string {
  return join(dir, 'run', `${name}.json`);
}
