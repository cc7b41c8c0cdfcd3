import { accessSync, constants, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isAlive, type ProcessIdentity, signal } from './process-identity.ts';
import { Trouble } from './terminal.ts';
import { waitUntil } from './wait.ts';

/** Longer than an orderly stop takes. */
const END_WITHIN_MS = 45_000;

type Claim = {
  dir: string;
  owner: ProcessIdentity;
  /** npm and the bootstrap above the owner: once one of them is gone, the owner is on its way out too. */
  launchers: ProcessIdentity[];
};

/**
 * Makes this process the only one that works with a data folder. An owner whose terminal or npm was killed is given
 * time to end, then made to end.
 * @returns what gives the folder back.
 * @throws Trouble when Pic-up already runs from this folder, or this user may not write to it.
 */
export async function claimFolder(dir: string, npmPid?: number): Promise<() => void> {
  makeFolder(join(dir, 'run'));
  const file = join(dir, 'run', 'owner');
  const owner = identify(process.pid);
  if (!owner) throw new Trouble('Pic-up starts its services on Linux only: it needs /proc.');
  const launchers = [process.ppid, npmPid].flatMap((pid) => (pid && identify(pid)) || []);
  const claim: Claim = { dir: realpathSync(dir), owner, launchers };
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(claim), { flag: 'wx', mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    await outlive(readClaim(file), claim.dir);
    rmSync(file, { force: true });
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new Trouble(`This user may not write to ${folder}: start Pic-up as the one it belongs to.`, {
      cause: error,
    });
  }
}

async function outlive(other: Claim | undefined, dir: string): Promise<void> {
  if (!other || other.dir !== dir || !isAlive(other.owner)) return;
  if (other.launchers.every(isAlive)) {
    throw new Trouble(
      `Pic-up already runs from this folder (process ${other.owner.pid}): stop that one with Ctrl-C first.`,
    );
  }
  signal(other.owner.pid, 'SIGTERM');
  if (!(await waitUntil(() => !isAlive(other.owner), END_WITHIN_MS))) signal(other.owner.pid, 'SIGKILL');
}

function readClaim(file: string): Claim | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
