import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process has ended meanwhile.
    return '';
  }
}

/** The fields of /proc/<pid>/stat after the name, which may hold anything: state, parent, and so on. */
const statOf = (pid: number): string[] => {
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
};

/** A process and all that descend from it, as they are now. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = Number(statOf(pid)[1]);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found = [root];
  for (let at = 0; at < found.length; at += 1) found.push(...(children.get(found[at] ?? 0) ?? []));
  return found;
}

/** Processor time in seconds that a process, its living descendants and those it has waited for have used so far. */
export function processorSeconds(root: number): number {
  let ticks = 0;
  for (const pid of processTree(root)) {
    const [user, system, waitedUser, waitedSystem] = statOf(pid).slice(11, 15).map(Number);
    ticks += (user ?? 0) + (system ?? 0) + (waitedUser ?? 0) + (waitedSystem ?? 0);
  }
  return ticks / ticksPerSecond;
}

/** What a process and its descendants hold in memory now, in bytes; a page that several share counts once. */
export function memoryOf(root: number): number {
  let bytes = 0;
  for (const pid of processTree(root)) {
    const found = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`));
    bytes += Number(found?.[1] ?? 0) * 1024;
  }
  return bytes;
}

/** Watches the memory of a process and its descendants, every few hundredths of a second. */
export function watchMemory(root: number): { stop: () => number } {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, memoryOf(root));
  };
  const timer = setInterval(look, 40);
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}
