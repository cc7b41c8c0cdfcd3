import { spawnSync } from 'node:child_process';

/** What a program that reads hostile files may use. */
export interface Confinement {
  /** Bytes of virtual memory (RLIMIT_AS); not for Node, which reserves far more than it uses. */
  addressBytes?: number;
  /** Seconds of processor time. */
  cpuSeconds?: number;
  /** Bytes of the largest file it may write. */
  fileBytes: number;
  /** Gives way to everything else on the machine. */
  background?: boolean;
  /** Whether it may open sockets at all; without, it lives in a network of its own with nothing in it. */
  network: boolean;
}

/** Environment of every child: nothing of ours, so nothing to leak. */
export const bareEnvironment: Record<string, string> = {
  // Where Lambda's layers put programs comes last.
  PATH: '/usr/local/bin:/usr/bin:/bin:/opt/bin',
  LANG: 'C.UTF-8',
};

const runs = (program: string, args: string[]): boolean =>
  spawnSync(program, [...args, 'true'], { env: bareEnvironment, stdio: 'ignore' }).status === 0;

interface Wrappers {
  limits: boolean;
  privileges: string[];
  isolation: string[];
}

let probed: Wrappers | undefined;

/** What of util-linux this machine has and permits; a container may forbid a new network namespace. */
function wrappers(): Wrappers {
  if (probed) return probed;
  const privileges = ['setpriv', '--no-new-privs', '--pdeathsig', 'KILL'];
  const asRoot = ['unshare', '--net'];
  const asUser = ['unshare', '--map-current-user', '--net'];
  probed = {
    limits: runs('prlimit', ['--core=0']),
    privileges: runs('setpriv', privileges.slice(1)) ? privileges : [],
    isolation: [asRoot, asUser].find(([program = '', ...args]) => runs(program, args)) ?? [],
  };
  return probed;
}

/** Which protections hold on this machine, to be logged once at start. */
export function confinementFacts(): { limits: boolean; diesWithParent: boolean; networkIsolation: boolean } {
  const { limits, privileges, isolation } = wrappers();
  return { limits, diesWithParent: privileges.length > 0, networkIsolation: isolation.length > 0 };
}

/**
 * The command line that runs a program within limits: no core dumps, no new privileges, ended with its parent. No shell.
 * @throws Error on a machine without `prlimit` (util-linux), where nothing would bound a hostile file.
 */
export function confined(
  program: string,
  args: string[],
  confinement: Confinement,
): { file: string; args: string[] } {
  const { limits, privileges, isolation } = wrappers();
  if (!limits)
    throw new Error('prlimit is missing: install util-linux, without it nothing bounds a decoder.');
  const bounds = ['prlimit', '--core=0', '--nofile=256', `--fsize=${Math.floor(confinement.fileBytes)}`];
  if (confinement.addressBytes) bounds.push(`--as=${Math.floor(confinement.addressBytes)}`);
  if (confinement.cpuSeconds) bounds.push(`--cpu=${Math.ceil(confinement.cpuSeconds)}`);
  const [file = 'prlimit', ...rest] = [
    ...(confinement.background ? ['nice', '-n', '19'] : []),
    ...(confinement.network ? [] : isolation),
    ...privileges,
    ...bounds,
    program,
    ...args,
  ];
  return { file, args: rest };
}
