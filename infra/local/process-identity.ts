import { readFileSync } from 'node:fs';

/** One process for good: a process id alone comes round again. */
export type ProcessIdentity = {
  pid: number;
  /** Clock ticks since the machine started. */
  startedAt: string;
  bootId: string;
};

/** Who runs under a process id right now; undefined when nobody does (a zombie is nobody). */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything, spaces and brackets too: count from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startedAt] = [fields[0], fields[19]];
    if (state === 'Z' || startedAt === undefined) return undefined;
    return { pid, startedAt, bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() };
  } catch {
    return undefined;
  }
}

/** Whether this very process still runs, and not another that got its id. */
export function isAlive(identity: ProcessIdentity): boolean {
  const now = identify(identity.pid);
  return now?.startedAt === identity.startedAt && now.bootId === identity.bootId;
}

/** Sends a signal to a process, or with `group` to the whole group it leads; false when it is gone. */
export function signal(pid: number, name: NodeJS.Signals, group = false): boolean {
  try {
    return process.kill(group ? -pid : pid, name);
  } catch {
    return false;
  }
}
