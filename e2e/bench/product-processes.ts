import { readdir, readFile } from 'node:fs/promises';
import { address } from './member-browser.ts';

/** Of the product's processes. */
type ProcessName = 'api' | 'relay' | 'worker';

/** The process id of one of the product's processes: the one that this bench's address belongs to. Linux only. */
async function processOf(name: ProcessName): Promise<number> {
  const port = new URL(address).port;
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    // Processes end while they are looked at, and those of other people can't be.
    const [command, env] = await Promise.all(
      ['cmdline', 'environ'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
    );
    const isIt = command?.includes(`server/dist/${name}.js`) && env?.split('\0').includes(`PORT=${port}`);
    if (isIt) return Number(pid);
  }
  throw new Error(`No ${name} of Pic-up runs at ${address}.`);
}

/** Lets processes stand still until the answer is called, or this process ends. */
export async function pauseProcesses(names: readonly ProcessName[]): Promise<() => void> {
  const pids = await Promise.all(names.map(processOf));
  const resume = () => {
    process.off('exit', resume);
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  };
  process.on('exit', resume);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  return resume;
}

/** The process id of the API. */
export function apiProcess(): Promise<number> {
  return processOf('api');
}

/** Bytes of memory that a process holds now. */
export async function residentBytes(pid: number): Promise<number> {
  return sumOf(await readFile(`/proc/${pid}/status`, 'utf8'), ['VmRSS']);
}

/** Bytes that only this process holds, not the files of programs that it shares: what Chromium's task manager shows. */
export async function privateBytes(pid: number): Promise<number> {
  // A process may end while it is looked at.
  return sumOf(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''), ['RssAnon', 'VmSwap']);
}

function sumOf(status: string, names: string[]): number {
  const kib = names.map((name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0));
  return kib.reduce((sum, each) => sum + each, 0) * 1024;
}
