import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { rememberedProcesses } from './remembered-processes.ts';
import { waitUntil } from './wait.ts';

/** Background work of a desktop has it; a tenth of an ordinary program's share. */
const NICENESS = '10';
const TRIES_WITHIN_MS = 5_000;

/**
 * Lets a data folder's running processes yield the processor to what measures them: a member's browser does not share
 * its processor with the servers. Linux shares it between sessions first (man 7 sched, autogroup), and every service
 * leads one; where the kernel has no such groups nothing changes. Not for a comparison of speeds that the servers bound.
 * @returns how many sessions yield.
 */
export async function yieldProcessor(dir: string): Promise<number> {
  if (!existsSync(dir)) return 0;
  const groups = rememberedProcesses(dir)
    .map(({ identity }) => `/proc/${identity.pid}/autogroup`)
    .filter((group) => existsSync(group));
  const yielded = await Promise.all(groups.map((group) => waitUntil(() => yields(group), TRIES_WITHIN_MS)));
  return yielded.filter(Boolean).length;
}

/** The kernel takes ten changes a second from who is not root, and refuses the others for now. */
function yields(group: string): boolean {
  try {
    writeFileSync(group, NICENESS);
    return readFileSync(group, 'utf8').trim().endsWith(`nice ${NICENESS}`);
  } catch {
    return false;
  }
}
